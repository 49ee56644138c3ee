package org.llamaorch.orchestrator.loop;

import org.llamaorch.core.scheduler.Effect;

/**
 * Carries out what the scheduler wants done. Called on the core thread, in order, after the turn is
 * committed; must not block. {@link Effect.Reply} never comes here: the core loop completes tickets
 * itself.
 */
@FunctionalInterface
public interface Effects {

    void release(Effect effect);

    /** Every effect of a turn is released: what nobody waits for can be done now. */
    default void turnOver() {}
}
