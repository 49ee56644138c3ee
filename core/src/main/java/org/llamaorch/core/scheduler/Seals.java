package org.llamaorch.core.scheduler;

/**
 * The one thing the scheduler shares with the token path: a stream's seal, a compare-and-set that
 * refuses every later append. Called on the scheduler's thread, before the entry that ends the task
 * is committed (ORCH-3026).
 */
@FunctionalInterface
public interface Seals {

    /**
     * Seals the task's stream. One that is not open yet, because the turn that opens it is not
     * committed, is sealed all the same and stays so when it opens.
     *
     * @return false only when the stream's own end holds the seal already: that end stands, and its
     *     {@code AttemptEnded} is on the way
     */
    boolean seal(String taskId);
}
