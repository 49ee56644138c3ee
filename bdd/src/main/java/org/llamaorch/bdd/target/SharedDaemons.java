package org.llamaorch.bdd.target;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Daemons of scenarios that leave them as they found them: one after the other takes the same
 * daemon, and has it alone meanwhile, which saves half of such a scenario's time. Safe from any
 * thread.
 */
public final class SharedDaemons implements AutoCloseable {

    /** More that nobody uses are ended. */
    private static final int MAX_IDLE = 6;

    /**
     * A daemon with its engines.
     *
     * @param setup what it was started with, which a scenario must want to be given it
     * @param configuration the file that it was started with
     * @param engines by their names in a scenario
     * @param folder of its state, deleted with it
     */
    public record Shared(
            String setup,
            String configuration,
            Daemon daemon,
            Map<String, FaultEngine> engines,
            Path folder) {}

    private final FaultEngines engines;
    private final Deque<Shared> idle = new ArrayDeque<>();

    /**
     * @param engines take back those of a daemon that is ended
     */
    public SharedDaemons(FaultEngines engines) {
        this.engines = engines;
    }

    /** One that was started with this setup; its engines know of no request. */
    public Optional<Shared> take(String setup) {
        Optional<Shared> found = poll(setup);
        found.ifPresent(shared -> {
            shared.engines().values().forEach(FaultEngine::reset);
            shared.daemon().forgetLog();
        });
        return found;
    }

    private synchronized Optional<Shared> poll(String setup) {
        Optional<Shared> found =
                idle.stream().filter(shared -> shared.setup().equals(setup)).findFirst();
        found.ifPresent(idle::remove);
        return found;
    }

    /** From a scenario that has ended well; one that is not as it was is ended. */
    public void giveBack(Shared shared) {
        boolean asBefore =
                shared.engines().values().stream().allMatch(FaultEngine::isAsStarted)
                        && shared.daemon().takes(shared.configuration())
                        && shared.daemon().isIdle(!shared.engines().isEmpty());
        if (!asBefore) {
            end(shared);
            return;
        }
        keep(shared).ifPresent(this::end);
    }

    /** Keeps it; what had waited longest is returned when there are too many. */
    private synchronized Optional<Shared> keep(Shared shared) {
        idle.addFirst(shared);
        return idle.size() > MAX_IDLE ? Optional.of(idle.removeLast()) : Optional.empty();
    }

    /** Ends the daemon and deletes its state. */
    private void end(Shared shared) {
        shared.daemon().close();
        shared.engines().values().forEach(engines::giveBack);
        Folders.delete(shared.folder());
    }

    /** Ends those that nobody has. */
    @Override
    public synchronized void close() {
        idle.forEach(this::end);
        idle.clear();
    }
}
