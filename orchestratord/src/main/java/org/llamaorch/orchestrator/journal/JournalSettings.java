package org.llamaorch.orchestrator.journal;

/**
 * The journal's limits and times.
 *
 * @param syncEachTurn whether a commit waits for the disk itself (durability {@code power})
 * @param rememberMs how long an ended task's id is kept
 * @param resultMs how long the result of an embedding or ranking is kept beside its stream
 * @param rememberMax most admissions kept, the newest
 * @param pruneBatch most forgotten tasks removed in one turn
 * @param reserveBytes size of the file that is given up when the disk is full
 * @param spaceCheckMs how often a full disk is looked at again
 * @param truncateEveryMs how often the write-ahead log is emptied after prompts were removed
 * @param logBytesMax size of the write-ahead log at which it is copied into the database at once
 * @param rowsPerLook most rows one listing looks at
 * @param looksWaiting most listings that wait for the reader
 */
public record JournalSettings(
        boolean syncEachTurn,
        long rememberMs,
        long resultMs,
        long rememberMax,
        int pruneBatch,
        long reserveBytes,
        long spaceCheckMs,
        long truncateEveryMs,
        long logBytesMax,
        int rowsPerLook,
        int looksWaiting) {

    /** In memory a remembered task takes about a kilobyte of heap. */
    private static final int MEMORY_REMEMBERS = 50_000;

    public JournalSettings {
        if (rememberMs < 0 || rememberMax < 1 || pruneBatch < 1 || reserveBytes < 0) {
            throw new IllegalArgumentException("a journal setting is below its least value");
        }
        if (spaceCheckMs < 1 || resultMs < 1 || truncateEveryMs < 1 || logBytesMax < 1) {
            throw new IllegalArgumentException("a journal interval or size is below 1");
        }
        if (rowsPerLook < 1 || looksWaiting < 1) {
            throw new IllegalArgumentException("a journal limit on looking is below 1");
        }
    }

    public static JournalSettings defaults(Durability durability) {
        return new JournalSettings(
                durability == Durability.POWER,
                24 * 3_600_000L,
                60_000,
                durability == Durability.MEMORY ? MEMORY_REMEMBERS : 1_000_000,
                64,
                64L << 20,
                2_000,
                2_000,
                8L << 20,
                50_000,
                1_024);
    }
}
