package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.llamaorch.orchestrator.http.auth.AuthProfiles;

/** Connections that ask for nothing end; those that wait for an answer do not (B-SEC-007). */
final class ConnectionsOverHttpTest {

    private static ServerUnderTest server(UnaryOperator<Limits> change) {
        return ServerUnderTest.start(
                AuthProfiles.home(), settings -> change.apply(new Limits(settings)).build());
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws IOException {
        try (ServerUnderTest server = server(limits -> limits.headMs(150));
                RawClient silent = server.client()) {
            assertThat(silent.closedByServer()).isTrue();
        }
    }

    @Test
    void aHeadThatComesByteForByteIsGivenUp() throws IOException {
        try (ServerUnderTest server = server(limits -> limits.headMs(300));
                RawClient slow = server.client()) {
            assertThat(closedWhileSending(slow, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "))
                    .isTrue();
        }
    }

    @Test
    void aBodyThatComesByteForByteIsGivenUp() throws IOException {
        try (ServerUnderTest server = server(limits -> limits.bodyMs(300));
                RawClient slow = server.client()) {
            assertThat(
                            closedWhileSending(
                                    slow,
                                    "POST /v2/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                                            + " application/json\r\nContent-Length: 1000000\r\n\r\n"))
                    .isTrue();
        }
    }

    /** Sends a byte every few milliseconds, for ten seconds at most. */
    private static boolean closedWhileSending(RawClient client, String begin) throws IOException {
        client.send(begin);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < until) {
            try {
                client.send("x");
            } catch (SocketException _) {
                return true;
            }
            if (client.closedWithin(10)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aConnectionKeptOpenBetweenRequestsIsClosedToo() throws IOException {
        try (ServerUnderTest server = server(limits -> limits.headMs(150));
                RawClient kept = server.client()) {
            assertThat(kept.get("/healthz").status()).isEqualTo(200);
            assertThat(kept.get("/healthz").status()).isEqualTo(200);
            assertThat(kept.closedByServer()).isTrue();
        }
    }

    @Test
    void aConnectionThatWaitsForItsAnswerStays() throws IOException {
        try (ServerUnderTest server = server(limits -> limits.headMs(100));
                RawClient waiting = server.client()) {
            CompletableFuture<Void> hold = new CompletableFuture<>();
            server.core.holdSubmissions = hold;
            waiting.send(
                    "POST /v2/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                            + " application/json\r\nContent-Length: 30\r\n\r\n"
                            + "{\"model_ref\":\"m\",\"prompt\":\"p\"}");
            assertThat(waiting.closedWithin(600)).isFalse();
            hold.complete(null);
            assertThat(waiting.answer().status()).isEqualTo(202);
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAndRoomIsMadeAgain() throws IOException {
        try (ServerUnderTest server = server(limits -> limits.connections(3))) {
            List<RawClient> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawClient client = server.client();
                assertThat(client.get("/healthz").status()).isEqualTo(200);
                open.add(client);
            }
            try (RawClient fourth = server.client()) {
                fourth.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(fourth.closedByServer()).isTrue();
            }
            open.removeFirst().close();
            Eventually.isTrue(() -> answers(server));
            for (RawClient client : open) {
                client.close();
            }
        }
    }

    private static boolean answers(ServerUnderTest server) {
        try (RawClient next = server.client()) {
            return next.get("/healthz").status() == 200;
        } catch (IOException _) {
            return false;
        }
    }
}
