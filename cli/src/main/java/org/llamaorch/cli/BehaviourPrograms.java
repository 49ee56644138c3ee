package org.llamaorch.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the programs of the behaviour module, each in a JVM of its own: they see the daemon over
 * HTTP only, and the commands do not carry their libraries.
 *
 * @param classPath as the build left it
 * @param launcher what starts their daemons
 */
record BehaviourPrograms(String classPath, Path launcher) {

    static BehaviourPrograms of(Project project) {
        Path target = project.root().resolve("bdd").resolve("target");
        return new BehaviourPrograms(
                target.resolve("classes") + File.pathSeparator + target.resolve("bdd.jar"),
                project.root().resolve("llama-orch"));
    }

    /**
     * Runs one to its end, and ends it when this process is ended.
     *
     * @param lines hears each line it writes
     * @return its exit code
     */
    int run(String mainClass, List<String> arguments, Consumer<String> lines)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", classPath, mainClass));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LLORCH_BDD_LAUNCHER", launcher.toString());
        builder.environment().put("LLAMA_ORCH_NO_BUILD", "true");
        Process child = builder.start();
        Thread endWithUs = Thread.ofPlatform().unstarted(child::destroy);
        Runtime.getRuntime().addShutdownHook(endWithUs);
        try (BufferedReader output = child.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
        }
        int exitCode = child.waitFor();
        Runtime.getRuntime().removeShutdownHook(endWithUs);
        return exitCode;
    }
}
