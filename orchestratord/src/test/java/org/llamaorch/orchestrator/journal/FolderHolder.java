package org.llamaorch.orchestrator.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that holds a state folder until it is killed or its input ends. */
final class FolderHolder {

    private FolderHolder() {}

    static void main(String[] arguments) throws IOException {
        try (StateFolder _ = StateFolder.open(Path.of(arguments[0]))) {
            System.out.print("held\n");
            System.out.flush();
            while (System.in.read() >= 0) {
                // until the input ends
            }
        }
    }
}
