package org.llamaorch.bdd.target;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fault engines of a run of the suite: a scenario takes one, has it alone, and gives it back.
 * The next that wants such a one gets it as it was at its start, which saves a process. Safe from
 * any thread.
 */
public final class FaultEngines implements AutoCloseable {

    /** More of a kind that nobody uses are ended. */
    private static final int MAX_IDLE = 8;

    private record Kind(int slots, String mode) {}

    private final SuiteSettings settings;
    private final Map<Kind, Deque<FaultEngine>> idle = new HashMap<>();
    private @Nullable Path logs;
    private int started;

    public FaultEngines(SuiteSettings settings) {
        this.settings = settings;
    }

    /**
     * One that nobody else has.
     *
     * @param mode generate, embedding or rerank
     */
    public FaultEngine take(int slots, String mode) {
        FaultEngine engine = poll(new Kind(slots, mode));
        if (engine == null) {
            return FaultEngine.start(settings, slots, mode, newLog());
        }
        engine.reset();
        return engine;
    }

    private synchronized @Nullable FaultEngine poll(Kind kind) {
        Deque<FaultEngine> engines = idle.get(kind);
        return engines == null ? null : engines.poll();
    }

    private synchronized Path newLog() {
        if (logs == null) {
            logs = Folders.temporary("llama-orch-bdd-engines");
        }
        return logs.resolve("engine-" + ++started + ".log");
    }

    /** From a scenario whose daemon has ended; one that is not as it was started is ended. */
    public void giveBack(FaultEngine engine) {
        if (!engine.isAsStarted() || !kept(engine)) {
            engine.close();
        }
    }

    private synchronized boolean kept(FaultEngine engine) {
        Deque<FaultEngine> engines =
                idle.computeIfAbsent(
                        new Kind(engine.slots(), engine.mode()), _ -> new ArrayDeque<>());
        return engines.size() < MAX_IDLE && engines.offer(engine);
    }

    /** Ends those that nobody has. */
    @Override
    public synchronized void close() {
        idle.values().forEach(engines -> engines.forEach(FaultEngine::close));
        idle.clear();
        if (logs != null) {
            Folders.delete(logs);
            logs = null;
        }
    }
}
