package org.llamaorch.poolmanager.supervise;

/**
 * What a supervised replica's state machine wants done; each is answered by an {@link Occurrence}.
 */
public sealed interface Order {

    /** Start an engine: {@link Occurrence.Spawned} or {@link Occurrence.NotSpawned}. */
    record Spawn(int run) implements Order {}

    /** Look at the engine: {@link Occurrence.Looked}. */
    record Look(int run, boolean decode) implements Order {}

    /** End the engine and its group: {@link Occurrence.Ended}. */
    record End(int run) implements Order {}

    /** It has decoded: write that into its record. Not answered. */
    record NoteDecoded(int run) implements Order {}

    /** Tell what is known of it now. Not answered. */
    record Tell() implements Order {}

    /** It has stopped for good. Not answered. */
    record Finish() implements Order {}
}
