package org.llamaorch.orchestrator.journal;

/**
 * What was decided could not be written, not even into the reserve: the daemon must stop, and
 * recovery is the only path (contract, JOURNAL_FULL).
 */
public final class JournalFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JournalFailed(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
