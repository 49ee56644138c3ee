package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the configuration is read again. Safe from any thread; nothing here blocks. */
public interface ConfigDoor {

    /** What came of it. */
    sealed interface Outcome {
        /**
         * It was read.
         *
         * @param applied what changed, a sentence each
         * @param needsRestart what the file says that only the next start applies
         */
        record Reloaded(List<String> applied, List<String> needsRestart) implements Outcome {
            public Reloaded {
                applied = List.copyOf(applied);
                needsRestart = List.copyOf(needsRestart);
            }
        }

        /** It is wrong, and nothing changed; the sentence says what and where. */
        record Refused(String sentence) implements Outcome {}
    }

    CompletionStage<Outcome> reload();
}
