package org.llamaorch.orchestrator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.engines.TokenSink;

/** Streams as a client of {@code /v2/tasks/ID/events} reads them. */
class EventStreamListenerTest {

    private StreamServer server;

    @BeforeEach
    void start() throws Exception {
        server = new StreamServer(settings(60));
    }

    private static StreamSettings settings(long commentEveryMs) {
        return new StreamSettings(
                false,
                1 << 20,
                64 << 20,
                16 << 10,
                1 << 10,
                64 << 10,
                1 << 20,
                1_000,
                commentEveryMs,
                600,
                40,
                80,
                100,
                200,
                64 << 10,
                5);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsEachFrameAsItComesAndClosesAfterTheTerminal() throws Exception {
        server.figures = null;
        TaskStream stream = server.streams.open("a", 0, 5);
        HttpResponse<InputStream> response = StreamServer.await(server.open("/events/a"));
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        TokenSink sink = stream.attempt(1);
        InputStream body = response.body();
        StringBuilder seen = new StringBuilder();
        readUntil(body, seen, "id: 0\nevent: started");
        Streams.token(sink, "one");
        readUntil(body, seen, "\"t\":\"one\",\"i\":0}\n\n");
        Streams.token(sink, "two");
        readUntil(body, seen, "\"t\":\"two\",\"i\":1}\n\n");
        assertThat(sink.seal()).isTrue();
        server.streams.finish("a", Streams.end(sink));
        seen.append(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        assertThat(withoutComments(seen.toString())).isEqualTo(Streams.frames(stream, 0));
        server.untilListeners("a", 0);
    }

    @Test
    void resumesFromAnyFrameByteForByte() throws Exception {
        server.figures = null;
        TaskStream stream = server.streams.open("a", 0, 5);
        TokenSink sink = stream.attempt(1);
        for (int i = 0; i < 50; i++) {
            Streams.token(sink, "w" + i);
        }
        CompletableFuture<HttpResponse<String>> early = server.get("/events/a?from=20");
        server.untilListeners("a", 1);
        for (int i = 50; i < 100; i++) {
            Streams.token(sink, "w" + i);
        }
        server.streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
        assertThat(withoutComments(StreamServer.await(early).body()))
                .isEqualTo(Streams.frames(stream, 20));
        for (int from : new int[] {0, 1, 99, 101}) {
            assertThat(StreamServer.await(server.get("/events/a?from=" + from)).body())
                    .isEqualTo(Streams.frames(stream, from));
        }
        assertThat(StreamServer.await(server.get("/events/a?from=102")).statusCode())
                .isEqualTo(204);
    }

    @Test
    void takesAnIdBeyondAnUnfinishedHistoryAsItsEnd() throws Exception {
        server.figures = null;
        TaskStream stream = server.streams.open("a", 0, 5);
        CompletableFuture<HttpResponse<String>> got = server.get("/events/a?from=99999999999");
        server.untilListeners("a", 1);
        server.streams.finish("a", Streams.failure(ErrorCode.CANCELED));
        assertThat(withoutComments(StreamServer.await(got).body()))
                .isEqualTo(Streams.frames(stream, 1));
    }

    @Test
    void sendsCommentsWhileThereIsNothingToSay() throws Exception {
        server.figures = null;
        server.streams.open("a", 0, 5);
        InputStream body = StreamServer.await(server.open("/events/a")).body();
        readUntil(body, new StringBuilder(), "\n\n:\n\n:\n\n");
        body.close();
        server.untilListeners("a", 0);
    }

    @Test
    void tellsFiguresWhileQueuedThenOnceAfterTheFirstTokenAndOnceBeforeTheEnd() throws Exception {
        TaskStream stream = server.streams.open("a", 9, 5);
        InputStream body = StreamServer.await(server.open("/events/a?verbose=true")).body();
        StringBuilder seen = new StringBuilder();
        readUntil(body, seen, "\"prep\":{}");
        assertThat(seen)
                .contains("event: metrics\ndata: {\"queue_depth\":5,\"queue_position\":3,")
                .contains("\"cost_budget_remaining\":9007199254740991,\"state\":\"queued\"")
                .contains("\"human\":\"waiting for a slot\",\"prep\":{}");
        server.figures = StreamServer.figures(TaskState.QUEUED, 2);
        server.streams.queueChanged(List.of("default"));
        readUntil(body, seen, "\"queue_position\":2");
        server.figures = StreamServer.figures(TaskState.RUNNING, -1);
        TokenSink sink = stream.attempt(1);
        Streams.token(sink, "x");
        readUntil(body, seen, "\"state\":\"running\"");
        Streams.token(sink, "y");
        readUntil(body, seen, "\"t\":\"y\",\"i\":1}\n\n");
        assertThat(sink.seal()).isTrue();
        server.streams.finish("a", Streams.end(sink));
        String rest = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        seen.append(rest);
        assertThat(withoutComments(rest))
                .containsPattern("^event: metrics\n[^\n]+\n\nid: 3\nevent: end\n");
        String afterFirst = seen.substring(seen.indexOf("event: token"));
        assertThat(afterFirst.split("event: metrics", -1)).hasSize(3);
    }

    @Test
    void tellsNothingButItsErrorAfterACancel() throws Exception {
        server.silentMetrics = true;
        TaskStream stream = server.streams.open("a", 3, 5);
        CompletableFuture<HttpResponse<String>> got = server.get("/events/a");
        server.untilListeners("a", 1);
        TokenSink sink = stream.attempt(1);
        Streams.token(sink, "x");
        assertThat(server.streams.seal("a")).isTrue();
        Streams.token(sink, "y");
        server.streams.finish("a", Streams.failure(ErrorCode.CANCELED));
        assertThat(withoutComments(StreamServer.await(got).body()))
                .isEqualTo(Streams.frames(stream, 0))
                .doesNotContain("metrics", "\"y\"");
    }

    @Test
    void doesNotWaitForeverForTheLastFigures() throws Exception {
        server.silentMetrics = true;
        TaskStream stream = server.streams.open("a", 3, 5);
        CompletableFuture<HttpResponse<String>> got = server.get("/events/a");
        server.untilListeners("a", 1);
        StreamServer.until("a question", () -> server.questions.get() > 0);
        TokenSink sink = stream.attempt(1);
        Streams.token(sink, "x");
        assertThat(sink.seal()).isTrue();
        server.streams.finish("a", Streams.end(sink));
        assertThat(withoutComments(StreamServer.await(got).body()))
                .isEqualTo(Streams.frames(stream, 0));
    }

    @Test
    void closesAListenerThatTakesNothingAndHoldsNobodyUp() throws Exception {
        server.figures = null;
        TaskStream stream = server.streams.open("a", 0, 5);
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            slow.getOutputStream()
                    .write(
                            "GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            server.untilListeners("a", 1);
            CompletableFuture<HttpResponse<String>> quick = server.get("/events/a");
            server.untilListeners("a", 2);
            TokenSink sink = stream.attempt(1);
            String word = "x".repeat(1000);
            for (int i = 0; i < 20_000; i++) {
                assertThat(Streams.token(sink, word)).isTrue();
            }
            server.streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
            assertThat(withoutComments(StreamServer.await(quick).body()))
                    .isEqualTo(Streams.frames(stream, 0));
            server.untilListeners("a", 0);
            assertThat(readable(slow)).isLessThan(Streams.frames(stream, 0).length());
        }
    }

    @Test
    void givesManyListenersTheSameFrames() throws Exception {
        server.figures = null;
        TaskStream stream = server.streams.open("a", 0, 5);
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(server.get("/events/a"));
        }
        server.untilListeners("a", 40);
        TokenSink sink = stream.attempt(1);
        for (int i = 0; i < 500; i++) {
            Streams.token(sink, "w" + i);
        }
        server.streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
        String frames = Streams.frames(stream, 0);
        for (CompletableFuture<HttpResponse<String>> one : all) {
            assertThat(withoutComments(StreamServer.await(one).body())).isEqualTo(frames);
        }
        server.untilListeners("a", 0);
    }

    @Test
    void givesAReaderThatIsSlowerThanTheServerEverything() throws Exception {
        server.close();
        server = new StreamServer(settings(60_000)); // no comment comes to help
        server.figures = null;
        TaskStream stream = server.streams.open("a", 0, 5);
        TokenSink sink = stream.attempt(1);
        String word = "w".repeat(1_000);
        for (int i = 0; i < 20_000; i++) {
            Streams.token(sink, word); // more than the sockets between them hold
        }
        server.streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(8 << 10);
            slow.setSoTimeout((int) StreamServer.DEADLINE.toMillis());
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            slow.getOutputStream()
                    .write(
                            "GET /events/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            server.untilListeners("a", 1);
            byte[] answer = slow.getInputStream().readAllBytes();
            boolean same = unchunked(answer).equals(Streams.frames(stream, 0));
            assertThat(same).as("every frame, in order").isTrue();
        }
        server.untilListeners("a", 0);
    }

    /** The body of an answer in chunks. */
    private static String unchunked(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        StringBuilder body = new StringBuilder(text.length());
        int at = text.indexOf("\r\n\r\n") + 4;
        while (true) {
            int line = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text, at, line, 16);
            if (size == 0) {
                assertThat(text.substring(line)).isEqualTo("\r\n\r\n");
                return body.toString();
            }
            body.append(text, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }

    @Test
    void sendsNoChunksToAClientOfHttp10() throws Exception {
        server.figures = null;
        TaskStream stream = server.streams.open("a", 0, 5);
        TokenSink sink = stream.attempt(1);
        try (Socket old = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            old.setSoTimeout((int) StreamServer.DEADLINE.toMillis());
            old.getOutputStream()
                    .write(
                            "GET /events/a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            server.untilListeners("a", 1);
            for (int i = 0; i < 50; i++) {
                Streams.token(sink, "w" + i);
            }
            server.streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
            String answer = new String(old.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            assertThat(answer).containsIgnoringCase("\r\nConnection: close\r\n");
            assertThat(withoutComments(body)).isEqualTo(Streams.frames(stream, 0));
        }
    }

    /** Bytes that can still be read from a connection that the server has left. */
    private static long readable(Socket socket) throws IOException {
        socket.setSoTimeout((int) StreamServer.DEADLINE.toMillis());
        InputStream in = socket.getInputStream();
        byte[] some = new byte[64 << 10];
        long bytes = 0;
        try {
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                bytes += read;
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return bytes;
    }

    private static String withoutComments(String body) {
        return body.replaceAll("(?m)^:\n\n", "");
    }

    private static void readUntil(InputStream body, StringBuilder seen, String mark)
            throws Exception {
        long deadline = System.nanoTime() + StreamServer.DEADLINE.toNanos();
        while (seen.indexOf(mark) < 0) {
            int next = body.read();
            assertThat(next).as("stream ended before %s in %s", mark, seen).isNotNegative();
            assertThat(System.nanoTime()).as("no %s in %s", mark, seen).isLessThan(deadline);
            seen.append((char) next);
        }
    }
}
