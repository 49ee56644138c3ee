package org.llamaorch.orchestrator.daemon;

import java.io.IOException;
import java.util.function.Consumer;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.loop.FatalEnd;
import org.llamaorch.orchestrator.stream.StorageWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the core loop that the histories' disk is full or has room again. Safe from any thread. */
final class HistoryStorage implements StorageWatch {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryStorage.class);

    private final Core core;
    private final Consumer<DaemonEnd> end;

    HistoryStorage(Core core, Consumer<DaemonEnd> end) {
        this.core = core;
        this.end = end;
    }

    @Override
    public void full(IOException cause) {
        LOG.warn(
                "The disk of the histories is full; new tasks are refused until it has room.",
                cause);
        core.post(new Event.StorageFull(true));
    }

    @Override
    public void available() {
        LOG.info("The histories have room again.");
        core.post(new Event.StorageFull(false));
    }

    @Override
    public void lost(IOException cause) {
        end.accept(
                new DaemonEnd(
                        FatalEnd.JOURNAL_FAILED,
                        "The histories cannot be written (" + cause.getMessage() + ")."));
    }
}
