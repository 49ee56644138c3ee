package org.llamaorch.orchestrator.stream;

import java.io.IOException;

/** Hears about the history's storage. Called on whatever thread met the change; must not block. */
public interface StorageWatch {

    /** No segment could be made: refuse new work (JOURNAL_FULL). Told once until it is over. */
    void full(IOException cause);

    /** Segments can be made again. */
    void available();

    /** Not even the reserve could take a terminal, or a write failed: stop the daemon (exit 74). */
    void lost(IOException cause);
}
