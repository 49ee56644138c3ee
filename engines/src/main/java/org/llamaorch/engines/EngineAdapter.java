package org.llamaorch.engines;

import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.stream.EngineStream;

/**
 * One engine's protocol: how an attempt is asked for and how its stream reads. Stateless; safe from
 * any thread.
 */
public interface EngineAdapter {

    /** The protocol it speaks. */
    EngineKind kind();

    /** Builds the request for an attempt from the task's body; does no I/O (B-DP-113). */
    Preparation prepare(Effect.StartAttempt start);

    /** Reads the stream that answers a prepared request (B-STR-010 to 014). */
    @FunctionalInterface
    interface StreamOpening {
        EngineStream open(TokenSink sink);
    }

    /** Reads the answer to a request that has no stream. */
    @FunctionalInterface
    interface ResultReading {

        /**
         * What the answer holds.
         *
         * @param answer the engine's answer, whole
         * @throws NotJson when it is not what was asked for
         */
        EngineResult read(byte[] answer) throws NotJson;
    }

    /** Whether an engine can be asked for what the task wants. */
    sealed interface Preparation {

        record Ready(EngineRequest request, StreamOpening stream) implements Preparation {}

        /** The engine answers as a whole: embeddings, a ranking. */
        record Whole(EngineRequest request, ResultReading reading) implements Preparation {}

        /**
         * The engine's protocol cannot say it.
         *
         * @param message what to do about it, for the caller
         */
        record Impossible(String message) implements Preparation {}
    }
}
