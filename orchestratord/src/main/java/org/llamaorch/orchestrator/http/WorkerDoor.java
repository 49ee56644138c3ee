package org.llamaorch.orchestrator.http;

import java.util.concurrent.CompletionStage;

/** Where workers register. Safe from any thread; nothing here blocks. */
public interface WorkerDoor {

    /** What became of a registration. */
    sealed interface Outcome {
        /** It is bound, and that is written. */
        record Registered() implements Outcome {}

        /** It cannot be: {@code pointer} names the member, {@code sentence} what is allowed. */
        record Refused(String pointer, String sentence) implements Outcome {}
    }

    /** Binds the worker as a replica. */
    CompletionStage<Outcome> register(
            WorkerRegistration worker, String correlationId, String identity);
}
