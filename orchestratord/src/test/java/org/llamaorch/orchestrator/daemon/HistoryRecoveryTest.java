package org.llamaorch.orchestrator.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.orchestrator.journal.MemoryJournal;
import org.llamaorch.orchestrator.stream.Histories;
import org.llamaorch.orchestrator.stream.StreamSettings;
import org.llamaorch.orchestrator.stream.TaskStreams;

/** Histories that an earlier life left behind. */
class HistoryRecoveryTest {

    @TempDir private Path folder = Path.of(".");

    private TaskStreams streams() throws IOException {
        return Histories.open(folder, StreamSettings.defaults(), System::currentTimeMillis);
    }

    @Test
    void aHistoryOfATaskThatNobodyKnowsGetsAnEndAndThatOfALivingOneDoesNot() throws IOException {
        try (TaskStreams before = streams()) {
            before.open("lost", 0, 0);
            before.open("lives", 0, 0);
        }
        try (TaskStreams streams = streams();
                MemoryJournal journal = new MemoryJournal(System::currentTimeMillis, 1_000, 10)) {
            HistoryRecovery recovery = new HistoryRecovery(streams);
            recovery.appendTerminals(journal);
            recovery.endUnknown(() -> Set.of("lives", "without a history"));

            assertThat(streams.unfinished()).containsExactly("lives");
            assertThat(streams.find("lost").orElseThrow().terminal())
                    .isInstanceOfSatisfying(
                            Terminal.Failure.class,
                            failure ->
                                    assertThat(failure.code()).isEqualTo(ErrorCode.WORKER_RESET));
        }
    }
}
