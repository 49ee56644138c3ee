package org.llamaorch.orchestrator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.scheduler.Entry;

class MemoryJournalTest extends JournalContract {

    @Override
    Journal open(long rememberMax) {
        return new MemoryJournal(nowMs::get, DAY_MS, rememberMax);
    }

    @Test
    void keepsNoResult() {
        admit("t1", "ann", null, 500);
        Terminal.End embedded =
                new Terminal.End(0, 0, 5, 0, FinishReason.STOP, null, null, "", "[0.5]");
        journal.write(List.of(new Entry.TaskEnded(1, "t1", embedded, 1, null, 0, 0, nowMs.get())));

        assertThat(journal.endOf("t1").orElseThrow().terminal())
                .isEqualTo(embedded.withoutResult());
    }
}
