package org.llamaorch.orchestrator.loop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.journal.JournalSettings;
import org.llamaorch.orchestrator.journal.Samples;
import org.llamaorch.orchestrator.journal.SqliteJournal;
import org.llamaorch.orchestrator.journal.StateFolder;

/** Prints how long opening takes, how soon an idle loop answers, and what it does under load. */
final class LoopMeasurement {

    private static final String BODY = "{\"prompt\":\"" + "word ".repeat(200) + "\"}";

    private LoopMeasurement() {}

    static void main(String[] arguments) throws IOException {
        Durability durability = Durability.valueOf(arguments.length > 0 ? arguments[0] : "PROCESS");
        Path folder = Files.createTempDirectory("loop");
        for (int opening = 0; opening < 3; opening++) {
            long startNs = System.nanoTime();
            try (StateFolder state = StateFolder.open(folder);
                    Journal journal =
                            SqliteJournal.open(
                                    state,
                                    JournalSettings.defaults(durability),
                                    System::currentTimeMillis)) {
                journal.recover();
                System.out.printf(
                        "open and recover: %.1f ms%n", (System.nanoTime() - startNs) / 1e6);
            }
        }
        LifeClock clock = LifeClock.system();
        try (StateFolder state = StateFolder.open(folder);
                Journal journal =
                        SqliteJournal.open(state, JournalSettings.defaults(durability), clock);
                CoreLoop loop = new CoreLoop(CoreLoopSettings.defaults(), clock)) {
            loop.startRules(
                    () -> new ScriptedRules(false),
                    journal,
                    _ -> {},
                    (_, sentence, _) -> System.out.println(sentence),
                    Set::of,
                    List.of());
            latency(loop, 2_000);
            latency(loop, 5_000);
            for (int round = 0; round < 5; round++) {
                load(loop, 20_000, round);
            }
        }
        startAgain(folder, durability);
    }

    private static void latency(CoreLoop loop, int calls) {
        long[] takenNs = new long[calls];
        for (int call = 0; call < calls; call++) {
            long startNs = System.nanoTime();
            submit(loop, calls + "-" + call).join();
            takenNs[call] = System.nanoTime() - startNs;
            loop.call(t -> new Event.Cancel("none", CancelReason.CLIENT, t)).join();
        }
        Arrays.sort(takenNs);
        System.out.printf(
                "idle loop, submit to answer: p50 %.0f us, p99 %.0f us, p99.9 %.0f us%n",
                takenNs[calls / 2] / 1e3,
                takenNs[calls * 99 / 100] / 1e3,
                takenNs[calls * 999 / 1000] / 1e3);
    }

    /** 200 callers' worth of tasks in flight, each admitted and then ended. */
    private static void load(CoreLoop loop, int tasks, int round) {
        List<CompletableFuture<Effect.Answer>> open = new ArrayList<>();
        long startNs = System.nanoTime();
        long startCoreNs = coreNs();
        for (int task = 0; task < tasks; task++) {
            String id = "r" + round + "-" + task;
            open.add(
                    submit(loop, id)
                            .thenCompose(_ ->
                                    loop.call(t -> new Event.Cancel(id, CancelReason.CLIENT, t))));
            if (open.size() == 200) {
                open.forEach(CompletableFuture::join);
                open.clear();
            }
        }
        open.forEach(CompletableFuture::join);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                "under load: %.0f tasks/s, admitted and ended, %.1f us of the core each%n",
                tasks / seconds, (coreNs() - startCoreNs) / 1e3 / tasks);
    }

    private static long coreNs() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals("core")) {
                return threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return 0;
    }

    private static void startAgain(Path folder, Durability durability) {
        long startNs = System.nanoTime();
        try (StateFolder state = StateFolder.open(folder);
                Journal journal =
                        SqliteJournal.open(
                                state,
                                JournalSettings.defaults(durability),
                                System::currentTimeMillis)) {
            int entries = journal.recover().size();
            System.out.printf(
                    "open and recover %d entries: %.1f ms%n",
                    entries, (System.nanoTime() - startNs) / 1e6);
        }
    }

    private static CompletableFuture<Effect.Answer> submit(CoreLoop loop, String id) {
        return loop.call(t -> new Event.Submit(Samples.task(id, "ann", null, BODY), t));
    }
}
