package org.llamaorch.bench.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the token path beside nginx: engine alone, nginx in front of it, the daemon in front of
 * it, in turn, several rounds in one run, the order reversed every other round. Prints medians and
 * ratios as a Markdown table; absolute figures of a shared machine mean little, ratios of one run
 * do.
 */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Compare the daemon's token path with nginx and with the engine alone, in one run.",
        footer = {"", "Example: bench/compare --rounds 3 --seconds 5"})
public final class RelayComparison implements Callable<Integer> {

    private static final String MODEL = "bench-8b";

    private static final List<Load> LOADS =
            List.of(Load.PACED, Load.IN_STEP, Load.FLOOD, Load.FIRST_TOKEN);

    /** Measured behind a warm-up, because the load program must measure something. */
    private static final double DISCARDED_SECONDS = 0.1;

    /** Load before each sample that does not count. */
    private static final double SETTLING_SECONDS = 1;

    @Option(
            names = "--rounds",
            description = "Rounds over all targets and loads (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            description = "Measured seconds of a sample (default: ${DEFAULT-VALUE}).")
    private double seconds = 5;

    @Option(
            names = "--warm-up",
            description =
                    "Seconds of warm-up of each target before the first round (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds = 10;

    @Option(
            names = "--nginx",
            description = "The nginx program; \"none\" leaves it out (default: ${DEFAULT-VALUE}).")
    private String nginx = "nginx";

    @Option(
            names = "--daemon",
            arity = "1..*",
            description =
                    "Command that starts the daemon; --config FILE and --addr HOST:PORT are appended; \"none\" leaves it out"
                            + " (default: ./llama-orch up).")
    private List<String> daemon = List.of("./llama-orch", "up");

    @Option(
            names = "--keep",
            description = "Keep the folder of logs and configurations, and print its path.")
    private boolean keep;

    private final JsonMapper json = new JsonMapper();

    /** A server under load, with the process to watch. */
    private record Target(String name, URI address, long pid) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RelayComparison()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || !(seconds > 0) || !(warmUpSeconds >= 0)) {
            System.err.println(
                    "bench: --rounds is 1 or more, --seconds more than 0, --warm-up 0 or more.");
            return CommandLine.ExitCode.USAGE;
        }
        Path folder = Files.createTempDirectory("llama-orch-bench");
        List<Child> children = new ArrayList<>();
        try {
            NativePrograms programs = NativePrograms.compile(folder);
            List<Target> targets = startTargets(programs, folder, children);
            RelayTable.print(
                    measure(programs.load(), targets), targets.stream().map(Target::name).toList());
            return 0;
        } catch (IOException cause) {
            System.err.println("bench: " + cause.getMessage() + "; logs are in " + folder);
            keep = true;
            return 1;
        } finally {
            children.reversed().forEach(Child::close);
            if (!keep) {
                deleteTree(folder);
            }
        }
    }

    private List<Target> startTargets(NativePrograms programs, Path folder, List<Child> children)
            throws IOException, InterruptedException {
        int enginePort = freePort();
        Child engine =
                Child.start(
                        "the bench engine",
                        List.of(
                                programs.engine().toString(),
                                Integer.toString(enginePort),
                                "-m",
                                MODEL),
                        folder,
                        folder.resolve("engine.log"));
        children.add(engine);
        URI engineAddress = URI.create("http://127.0.0.1:" + enginePort);
        engine.awaitReady(engineAddress.resolve("/health"));
        List<Target> targets = new ArrayList<>();
        targets.add(new Target("engine alone", engineAddress, engine.pid()));
        if (!nginx.equals("none")) {
            int port = freePort();
            Path configuration =
                    Files.writeString(
                            folder.resolve("nginx.conf"), nginxConfiguration(port, enginePort));
            Child child =
                    Child.start(
                            "nginx",
                            List.of(
                                    nginx,
                                    "-p",
                                    folder.toString(),
                                    "-c",
                                    configuration.toString(),
                                    "-g",
                                    "daemon off;"),
                            folder,
                            folder.resolve("nginx.log"));
            children.add(child);
            URI address = URI.create("http://127.0.0.1:" + port);
            child.awaitReady(address.resolve("/health"));
            targets.add(new Target("nginx", address, child.pid()));
        }
        if (!daemon.getFirst().equals("none")) {
            targets.add(startDaemon(engineAddress, folder, children));
        }
        return targets;
    }

    private Target startDaemon(URI engineAddress, Path folder, List<Child> children)
            throws IOException, InterruptedException {
        int port = freePort();
        Path configuration =
                Files.writeString(
                        folder.resolve("llama-orch.yaml"), daemonConfiguration(engineAddress));
        List<String> command = new ArrayList<>(daemon);
        command.set(0, Path.of(command.getFirst()).toAbsolutePath().toString());
        command.addAll(
                List.of("--config", configuration.toString(), "--addr", "127.0.0.1:" + port));
        Child child = Child.start("the daemon", command, folder, folder.resolve("daemon.log"));
        children.add(child);
        URI address = URI.create("http://127.0.0.1:" + port);
        child.awaitReady(address.resolve("/readyz"));
        return new Target("llama-orch", address, child.pid());
    }

    private Map<String, Map<String, List<JsonNode>>> measure(Path load, List<Target> targets)
            throws IOException, InterruptedException {
        for (Target target : targets) {
            System.err.printf("warming up %s%n", target.name());
            run(load, target, Load.FLOOD, warmUpSeconds / 2, DISCARDED_SECONDS);
            run(load, target, Load.PACED, warmUpSeconds / 2, DISCARDED_SECONDS);
        }
        Map<String, Map<String, List<JsonNode>>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Load kind : LOADS) {
                for (Target target : round % 2 == 0 ? targets : targets.reversed()) {
                    System.err.printf(
                            "round %d of %d: %s, %s%n",
                            round + 1, rounds, kind.name(), target.name());
                    samples.computeIfAbsent(kind.name(), _ -> new LinkedHashMap<>())
                            .computeIfAbsent(target.name(), _ -> new ArrayList<>())
                            .add(run(load, target, kind, SETTLING_SECONDS, seconds));
                }
            }
        }
        return samples;
    }

    private JsonNode run(
            Path load, Target target, Load kind, double warmUpSeconds, double measuredSeconds)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(load.toString(), target.address() + "/v1/chat/completions"));
        command.addAll(kind.options(warmUpSeconds, measuredSeconds));
        command.addAll(List.of("-m", MODEL, "-p", Long.toString(target.pid())));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        byte[] line = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException("the load program failed against " + target.name());
        }
        return json.readTree(line);
    }

    private static String nginxConfiguration(int port, int enginePort) {
        return """
        worker_processes 1;
        error_log nginx-error.log warn;
        pid nginx.pid;
        events { worker_connections 16384; }
        http {
          access_log off;
          client_body_temp_path nginx-body;
          proxy_temp_path nginx-proxy;
          fastcgi_temp_path nginx-fastcgi;
          uwsgi_temp_path nginx-uwsgi;
          scgi_temp_path nginx-scgi;
          upstream engine { server 127.0.0.1:%d; keepalive 256; }
          server {
            listen 127.0.0.1:%d;
            location / {
              proxy_pass http://engine;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
              proxy_read_timeout 300s;
            }
          }
        }
        """
                .formatted(enginePort, port);
    }

    private static String daemonConfiguration(URI engine) {
        return """
        pools:
          - id: bench
            engine: openai
            model: %s
            slots: 4096
            queue: {capacity: 8192}
            replicas:
              - {id: r0, url: "%s"}
        """
                .formatted(MODEL, engine);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void deleteTree(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
