package org.llamaorch.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelRefTest {

    @Test
    void readsEveryForm() {
        String hex = "0123456789abcdef".repeat(4);
        assertThat(ModelRef.parse("llama")).isEqualTo(new ModelRef.Name("llama"));
        assertThat(ModelRef.parse("org/repo")).isEqualTo(new ModelRef.Name("org/repo"));
        assertThat(ModelRef.parse("qwen3:0.6b")).isEqualTo(new ModelRef.Name("qwen3:0.6b"));
        assertThat(ModelRef.parse("demo:gemma3-270m")).isEqualTo(new ModelRef.Demo("gemma3-270m"));
        assertThat(ModelRef.parse("hf:org/repo"))
                .isEqualTo(new ModelRef.HuggingFace("org", "repo", ""));
        assertThat(ModelRef.parse("hf:org/repo/sub/file.gguf"))
                .isEqualTo(new ModelRef.HuggingFace("org", "repo", "sub/file.gguf"));
        assertThat(ModelRef.parse("file:/m/x.gguf")).isEqualTo(new ModelRef.LocalFile("/m/x.gguf"));
        assertThat(ModelRef.parse("file:///m/x.gguf"))
                .isEqualTo(new ModelRef.LocalFile("/m/x.gguf"));
        assertThat(ModelRef.parse("/m/x.gguf")).isEqualTo(new ModelRef.LocalFile("/m/x.gguf"));
        assertThat(ModelRef.parse("../x.gguf")).isEqualTo(new ModelRef.LocalFile("../x.gguf"));
        assertThat(ModelRef.parse("https://h.example/x.gguf?a=1"))
                .isEqualTo(new ModelRef.Https(URI.create("https://h.example/x.gguf?a=1")));
        assertThat(ModelRef.parse("s3://bucket/a/b")).isEqualTo(new ModelRef.S3("bucket", "a/b"));
        assertThat(ModelRef.parse("oci://ghcr.io/org/repo:v1"))
                .isEqualTo(new ModelRef.Oci("ghcr.io", "org/repo", "v1"));
        assertThat(ModelRef.parse("oci://localhost:5000/repo@sha256:" + hex))
                .isEqualTo(new ModelRef.Oci("localhost:5000", "repo", "sha256:" + hex));
        assertThat(ModelRef.parse("sha256:" + hex)).isEqualTo(new ModelRef.Sha256(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo:", "file:", "hf:org", "hf:org/../x", "hf:/repo/x", "hf:org/repo/%2e%2e/x",
                "https:", "https://", "https://user@h/x", "https://h/x#y", "http://h/x", "s3://b",
                "s3:b/k", "oci://r", "oci://r/repo", "sha256:abc", "sha256:" + "AB"
            })
    void saysWhatIsWrongWithASchemeThatDoesNotGoOnAsItMust(String text) {
        assertThat(ModelRef.parse(text)).isInstanceOf(ModelRef.Malformed.class);
        assertThat(ModelRef.hasScheme(text)).isTrue();
    }
}
