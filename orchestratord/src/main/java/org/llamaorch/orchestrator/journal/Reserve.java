package org.llamaorch.orchestrator.journal;

/** Space kept back for the day the disk is full. Safe from any thread. */
interface Reserve {

    /** Gives the space up, so that what must be written can be. */
    void release();

    /** Takes the space again; false when it is not there. Blocks for the disk. */
    boolean restore();
}
