package org.llamaorch.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The source tree that the launcher runs from; the developer's commands need it. */
record Project(Path root) {

    /** The tree of the launcher that started us. */
    static Project require(String command) {
        String launcher = System.getenv("LLAMA_ORCH_LAUNCHER");
        Path root = launcher == null ? null : Path.of(launcher).getParent();
        if (root == null || !Files.isRegularFile(root.resolve("pom.xml"))) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "'"
                            + command
                            + "' works in the source tree: run it through ./llama-orch there.");
        }
        return new Project(root);
    }
}
