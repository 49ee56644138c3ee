package org.llamaorch.orchestrator.journal;

import org.jspecify.annotations.Nullable;

/**
 * Which tasks to list, newest first.
 *
 * @param visibleTo the caller whose tasks alone are shown; null shows all (scope control)
 * @param poolId only tasks of this pool; null for any
 * @param sessionId only tasks of this session; null for any
 * @param before only tasks older than this place; null for the newest
 * @param limit most tasks in the answer, 1 to 1000
 */
public record TaskQuery(
        @Nullable String visibleTo,
        @Nullable String poolId,
        @Nullable String sessionId,
        @Nullable Cursor before,
        int limit) {

    public TaskQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is 1 to 1000, not " + limit);
        }
    }

    /** A place in the order of all tasks: by admission time, then by id. */
    public record Cursor(long admittedAtMs, String taskId) implements Comparable<Cursor> {

        /** The cursor as a client carries it. */
        public String text() {
            return admittedAtMs + "." + taskId;
        }

        /** Reads what {@link #text} wrote; null when it did not write that. */
        public static @Nullable Cursor parse(String text) {
            int dot = text.indexOf('.');
            if (dot < 1 || dot > 19 || dot == text.length() - 1) {
                return null;
            }
            try {
                return new Cursor(Long.parseLong(text, 0, dot, 10), text.substring(dot + 1));
            } catch (NumberFormatException _) {
                return null;
            }
        }

        @Override
        public int compareTo(Cursor other) {
            int byTime = Long.compare(admittedAtMs, other.admittedAtMs);
            return byTime != 0 ? byTime : taskId.compareTo(other.taskId);
        }
    }
}
