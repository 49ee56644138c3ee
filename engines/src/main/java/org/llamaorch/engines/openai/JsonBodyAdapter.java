package org.llamaorch.engines.openai;

import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.json.JsonMembers;
import org.llamaorch.engines.json.NotJson;

/**
 * How every adapter begins: the task's body is read; embeddings and rankings are asked for alike,
 * completions by the door they came through.
 */
public abstract class JsonBodyAdapter implements EngineAdapter {

    @Override
    public final Preparation prepare(Effect.StartAttempt start) {
        try {
            JsonMembers sent = JsonMembers.of(start.task().body().utf8());
            if (start.task().workload() != Workload.COMPLETION) {
                return InputRequests.prepare(start, sent);
            }
            return start.task().door() == Door.OPENAI
                    ? completionOfDoor(start, sent)
                    : completionOfTask(start, sent);
        } catch (NotJson e) {
            return new Preparation.Impossible("the task's body is " + e.getMessage());
        }
    }

    /** A completion that the OpenAI door was asked for. */
    protected abstract Preparation completionOfDoor(Effect.StartAttempt start, JsonMembers sent)
            throws NotJson;

    /** A completion that {@code /v2} was asked for. */
    protected abstract Preparation completionOfTask(Effect.StartAttempt start, JsonMembers sent)
            throws NotJson;
}
