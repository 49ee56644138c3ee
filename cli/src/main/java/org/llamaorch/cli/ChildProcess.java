package org.llamaorch.cli;

import java.io.IOException;
import java.util.List;

/** Runs a program on this terminal and hands back its exit code. */
final class ChildProcess {

    private ChildProcess() {}

    /** Blocks until it has ended; it is ended with this JVM. */
    static int run(List<String> command) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(command).inheritIO().start();
        Thread endWithUs = Thread.ofPlatform().unstarted(child::destroy);
        Runtime.getRuntime().addShutdownHook(endWithUs);
        try {
            return child.waitFor();
        } finally {
            if (!child.isAlive()) {
                Runtime.getRuntime().removeShutdownHook(endWithUs);
            }
        }
    }
}
