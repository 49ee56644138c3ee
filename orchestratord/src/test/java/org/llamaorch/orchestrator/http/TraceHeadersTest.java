package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamaorch.core.task.TraceContext;

/** W3C Trace Context: what is valid goes on, everything else is as if it was not sent. */
class TraceHeadersTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

    private static MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap();
    }

    @Test
    void readsWhatACallerSends() {
        long before = Instant.now().getEpochSecond() * 1_000_000_000;
        TraceContext read =
                TraceHeaders.read(
                        headers()
                                .add("Traceparent", PARENT)
                                .add("tracestate", "a=1")
                                .add("tracestate", "b=2"));
        assertThat(read.traceparent()).isEqualTo(PARENT);
        assertThat(read.traceId()).isEqualTo(TRACE_ID);
        assertThat(read.tracestate()).isEqualTo("a=1,b=2");
        assertThat(read.arrivedAtNanos()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aLaterVersionIsReadAsFarAsItIsKnown() {
        TraceContext read =
                TraceHeaders.read(
                        headers().add("traceparent", PARENT.replaceFirst("00", "cc") + "-what"));
        assertThat(read.traceparent()).isEqualTo(PARENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-context",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0"
            })
    void whatIsNoContextIsLeftOutWithItsState(String sent) {
        TraceContext read =
                TraceHeaders.read(headers().add("traceparent", sent).add("tracestate", "a=1"));
        assertThat(read.traceparent()).isNull();
        assertThat(read.traceId()).isNull();
        assertThat(read.tracestate()).isNull();
    }

    @Test
    void twoParentsAreNoneAndALongStateIsLeftOut() {
        assertThat(
                        TraceHeaders.read(
                                        headers()
                                                .add("traceparent", PARENT)
                                                .add("traceparent", PARENT))
                                .traceparent())
                .isNull();
        TraceContext read =
                TraceHeaders.read(
                        headers()
                                .add("traceparent", PARENT)
                                .add("tracestate", "a=" + "x".repeat(511)));
        assertThat(read.traceparent()).isEqualTo(PARENT);
        assertThat(read.tracestate()).isNull();
    }
}
