package org.llamaorch.orchestrator.http;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server without keys, and a client of it, for each test. */
abstract class ServedAtHome {

    ServerUnderTest server;
    RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = ServerUnderTest.atHome();
        client = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }
}
