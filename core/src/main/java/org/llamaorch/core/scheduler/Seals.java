package org.llamaorch.core.scheduler;

/**
 * The one thing the scheduler shares with the token path: a stream's seal, a compare-and-set that
 * refuses every later append. Called on the scheduler's thread, before the entry that ends the task
 * is committed (ORCH-3026).
 */
public interface Seals {

    /**
     * Seals the task's stream. One that is not open yet, because the turn that opens it is not
     * committed, is sealed all the same and stays so when it opens.
     *
     * @return false only when the stream's own end holds the seal already: that end stands, and its
     *     {@code AttemptEnded} is on the way
     */
    boolean seal(String taskId);

    /**
     * How many token frames of the task's history can be read; but for one that is just being
     * appended, it does not change any more once the seal is set. 0 for a stream that is not open
     * yet.
     */
    long tokens(String taskId);
}
