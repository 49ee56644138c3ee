package org.llamaorch.engines.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class OriginTest {

    @Test
    void takesAUrlApart() {
        assertThat(Origin.of("http://127.0.0.1:8000"))
                .isEqualTo(new Origin("127.0.0.1", 8000, false, ""));
        assertThat(Origin.of("https://gpu.example/base//"))
                .isEqualTo(new Origin("gpu.example", 443, true, "/base"));
        assertThat(Origin.of("http://[::1]:9/").port()).isEqualTo(9);
    }

    @Test
    void aRequestGoesBelowItsPath() {
        assertThat(Origin.of("http://h:1/base/").request("/v1/models").getURI())
                .isEqualTo("/base/v1/models");
        assertThat(Origin.of("http://h:1").request("/v1/models").getURI()).isEqualTo("/v1/models");
    }

    @Test
    void whatIsNoUrlIsRefused() {
        assertThatThrownBy(() -> Origin.of("127.0.0.1:8000")).isInstanceOf(RuntimeException.class);
    }
}
