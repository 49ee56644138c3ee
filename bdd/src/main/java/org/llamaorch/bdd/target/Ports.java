package org.llamaorch.bdd.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for processes that come back on the same one: below the range that systems give to outgoing
 * connections, so that nobody takes one while its process is away. Safe from any thread.
 */
final class Ports {

    private static final int FIRST = 12_000;
    private static final int COUNT = 19_000;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 61 % COUNT));

    private Ports() {}

    /** A free port, each time another one. */
    static int next() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // Somebody has it.
            }
        }
        throw new AssertionError("no port from " + FIRST + " on is free");
    }
}
