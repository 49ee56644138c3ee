package org.llamaorch.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a task costs on its way through the queue, in steps: it must not depend on who waits. */
class QueueCostTest {

    /** With 32 times as many waiting a search is five steps longer, a scan 32 times as long. */
    @Test
    @Tag("OC-CORE-1003")
    void aTaskCostsHardlyMoreWhenManyWait() throws ReflectiveOperationException {
        long few = steps(500);
        long many = steps(16_000);

        assertThat(few).as("steps with 500 others").isBetween(20L, 2_000L);
        assertThat(many).as("steps with 16000 others, and %d with 500", few).isLessThan(3 * few);
    }

    private static long steps(int others) throws ReflectiveOperationException {
        Class<?> load = Class.forName(QueueLoad.class.getName(), true, new SteppedClasses());
        return ((IntToLongFunction) load.getConstructor().newInstance()).applyAsLong(others);
    }
}
