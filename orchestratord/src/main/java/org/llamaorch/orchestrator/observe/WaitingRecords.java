package org.llamaorch.orchestrator.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Log records that wait for their writer: a bounded queue that drops and counts what does not fit.
 * Safe from any thread.
 */
final class WaitingRecords extends AsyncAppender {

    private final AtomicLong dropped = new AtomicLong();

    @Override
    protected void append(ILoggingEvent event) {
        // Several threads may see the last place; the queue itself never grows beyond its bound.
        if (getRemainingCapacity() == 0) {
            dropped.incrementAndGet();
            return;
        }
        super.append(event);
    }

    long dropped() {
        return dropped.get();
    }
}
