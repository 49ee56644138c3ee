package org.llamaorch.engines.client;

import org.llamaorch.core.task.AttemptEnding;

/** Hears of an attempt, on the event loop of its call. */
public interface AttemptListener {

    /** The first frame is in the history; once, before the end. */
    void firstToken();

    /** The attempt is over; exactly once, and nothing follows. */
    void ended(AttemptEnding ending);
}
