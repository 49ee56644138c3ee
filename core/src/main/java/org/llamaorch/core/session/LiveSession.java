package org.llamaorch.core.session;

import org.llamaorch.core.budget.Spending;

/**
 * A session while the daemon lives: what is kept of it and how many of its tasks live. Confined to
 * the scheduler's thread.
 */
public final class LiveSession {

    Session session;
    int tasks;
    boolean deleted;
    long listedNumber;

    /** What its living tasks may still use. */
    Spending reserved = Spending.NONE;

    LiveSession(Session session) {
        this.session = session;
    }

    public Session session() {
        return session;
    }
}
