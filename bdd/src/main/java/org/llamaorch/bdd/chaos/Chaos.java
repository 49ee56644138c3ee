package org.llamaorch.bdd.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.FaultEngine;
import org.llamaorch.bdd.target.Folders;
import org.llamaorch.bdd.target.SuiteSettings;

/**
 * A real daemon on two engines, callers that submit, listen, resume, cancel and send again, and
 * SIGKILL at random moments (LO-02).
 */
public final class Chaos {

    private static final int CALLERS = 10;
    private final int kills;
    private final long seed;
    private final boolean keep;
    private final Tally tally = new Tally();

    /**
     * @param kills how often the daemon is killed
     * @param seed draws moments and load; what the machine does between them is its own
     * @param keep keeps the folder with logs and journal also when all is well
     */
    public Chaos(int kills, long seed, boolean keep) {
        this.kills = kills;
        this.seed = seed;
        this.keep = keep;
    }

    /**
     * {@code --kills N --seed S [--keep]}; exit code 0 when everything was kept, 1 when something
     * was not, 2 for a wrong option.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int kills = 25;
        long seed = System.currentTimeMillis();
        boolean keep = false;
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--kills" -> kills = Integer.parseInt(arguments[++i]);
                    case "--seed" -> seed = Long.parseLong(arguments[++i]);
                    case "--keep" -> keep = true;
                    default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException cause) {
            System.err.println("chaos: " + cause.getMessage());
            System.exit(2);
        }
        System.exit(new Chaos(kills, seed, keep).run().isEmpty() ? 0 : 1);
    }

    /** Runs it, tells what it does, and returns what was not kept; blocks until it is over. */
    public List<String> run() throws IOException, InterruptedException {
        SuiteSettings settings = SuiteSettings.from(System.getenv());
        Path folder = Folders.temporary("llama-orch-chaos");
        System.out.printf("chaos: %d kills, seed %d%n", kills, seed);
        try (FaultEngine one = FaultEngine.start(settings, 4, folder, "one");
                FaultEngine two = FaultEngine.start(settings, 4, folder, "two");
                Daemon daemon = Daemon.start(settings, folder, configuration(one, two), Map.of())) {
            AtomicBoolean goOn = new AtomicBoolean(true);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(
                        Thread.ofPlatform()
                                .name("caller-" + i)
                                .start(new Caller(i, seed, daemon.address(), tally, goOn::get)));
            }
            Random random = new Random(seed);
            for (int kill = 1; kill <= kills; kill++) {
                // Mostly in the middle of work, sometimes in the middle of its recovery.
                long lifeMs =
                        random.nextInt(8) == 0 ? random.nextInt(30) : 100 + random.nextInt(1400);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(lifeMs));
                daemon.kill();
                daemon.startAgain();
                System.out.printf("  %s%n", tally.summary(kill));
            }
            goOn.set(false);
            for (Thread caller : callers) {
                caller.join(TimeUnit.MINUTES.toMillis(4));
                if (caller.isAlive()) {
                    tally.found(
                            Tally.Broken.OTHERWISE_WRONG,
                            caller.getName() + " still waits for its task");
                }
            }
        } finally {
            if (keep || !tally.clean()) {
                System.out.println("logs and journal are in " + folder);
            } else {
                Folders.delete(folder);
            }
        }
        tally.findings().forEach(finding -> System.out.println("  " + finding));
        System.out.println(tally.summary(kills));
        return tally.findings();
    }

    private static Map<String, Object> configuration(FaultEngine one, FaultEngine two) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put(
                "pools",
                List.of(
                        Map.of(
                                "id",
                                "alpha",
                                "engine",
                                "llamacpp",
                                "model",
                                "model-of-alpha",
                                "aliases",
                                List.of("alpha"),
                                "queue",
                                Map.of("capacity", 16),
                                "replicas",
                                List.of(
                                        Map.of("id", "r0", "url", one.address().toString()),
                                        Map.of("id", "r1", "url", two.address().toString()))),
                        Map.of(
                                "id",
                                "chat",
                                "engine",
                                "openai",
                                "model",
                                "model-of-chat",
                                "aliases",
                                List.of("chat"),
                                "slots",
                                4,
                                "replicas",
                                List.of(Map.of("id", "r0", "url", one.address().toString())))));
        return configuration;
    }
}
