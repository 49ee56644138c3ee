package org.llamaorch.bdd.target;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a daemon's process is started: its command, and what its JVM is told. */
public final class DaemonLaunch {

    /** Classes of an AOT cache are there before any agent; what is broken need not be quick. */
    private static final String BROKEN = "-XX:AOTMode=off -XX:TieredStopAtLevel=1 ";

    /**
     * A scenario's daemon lives for seconds: compiling well, or what the AOT cache knows to be hot,
     * takes half of the time it would use.
     */
    private static final String SHORT_LIVED =
            "-XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining";

    /** Options that the JDK's launcher takes over. */
    private static final String OPTIONS = "JDK_JAVA_OPTIONS";

    private DaemonLaunch() {}

    /** Starts a daemon without waiting for anything, also one that refuses to start. */
    public static ChildProcess start(
            SuiteSettings settings,
            Path configuration,
            Path home,
            String address,
            Map<String, String> environment,
            Path log) {
        // The JVM tells which options it picked up; here every line that is told counts.
        return start(
                command(settings, configuration, address),
                Optional.empty(),
                home,
                environment,
                log);
    }

    /** The same by a command that may be more than {@link #command}, for a life of seconds. */
    static ChildProcess shortLived(
            List<String> command, Path home, Map<String, String> environment, Path log) {
        return start(command, Optional.of(SHORT_LIVED), home, environment, log);
    }

    static List<String> command(SuiteSettings settings, Path configuration, String address) {
        return List.of(
                settings.launcher().toString(),
                "up",
                "--config",
                configuration.toString(),
                "--addr",
                address,
                "--log-format",
                "json");
    }

    private static ChildProcess start(
            List<String> command,
            Optional<String> options,
            Path home,
            Map<String, String> environment,
            Path log) {
        Map<String, String> all = new HashMap<>();
        SuiteSettings.breakage()
                .map(agent -> BROKEN + agent)
                .or(() -> options)
                .ifPresent(ours -> all.put(OPTIONS, ours));
        environment.forEach((name, value) ->
                all.merge(
                        name, value, (ours, own) -> name.equals(OPTIONS) ? own + " " + ours : own));
        all.put("LLAMA_ORCH_HOME", home.toString());
        return ChildProcess.start(command, all, log);
    }
}
