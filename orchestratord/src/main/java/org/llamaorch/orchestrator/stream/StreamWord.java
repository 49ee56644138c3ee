package org.llamaorch.orchestrator.stream;

/**
 * The one word that decides every race on a stream, and how its bits are read: who sealed, the
 * current attempt, how many frames are claimed. The word itself is a field of {@link FrameLog}.
 *
 * <pre>
 * bit 63       the core holds the seal
 * bit 62       the engine's own end holds the seal
 * bits 61..32  the current attempt
 * bits 31..0   frames claimed, which is the id of the next one
 * </pre>
 */
final class StreamWord {

    static final long CORE_SEAL = 1L << 63;
    static final long ENGINE_SEAL = 1L << 62;

    private static final long SEALS = CORE_SEAL | ENGINE_SEAL;
    private static final int ATTEMPT_SHIFT = 32;
    private static final int ATTEMPT_MASK = (1 << 30) - 1;
    private static final long CLAIMED_MASK = 0xffff_ffffL;

    private StreamWord() {}

    /**
     * @param seals none, {@link #CORE_SEAL} or {@link #ENGINE_SEAL}
     * @param attempt at most 30 bits of it are kept
     */
    static long of(long seals, int attempt, int claimed) {
        return seals | (long) attemptOf(attempt) << ATTEMPT_SHIFT | claimed;
    }

    /** The same word for another attempt. */
    static long withAttempt(long word, int attempt) {
        return (word & (SEALS | CLAIMED_MASK)) | (long) attemptOf(attempt) << ATTEMPT_SHIFT;
    }

    /** What of an attempt's number the word can hold. */
    static int attemptOf(int attempt) {
        return attempt & ATTEMPT_MASK;
    }

    /** The current attempt; 0 before the first. */
    static int attempt(long word) {
        return (int) (word >>> ATTEMPT_SHIFT) & ATTEMPT_MASK;
    }

    /** Frames claimed; the id of the next one. */
    static int claimed(long word) {
        return (int) word;
    }

    /** Whether anybody holds the seal. */
    static boolean sealed(long word) {
        return (word & SEALS) != 0;
    }

    /** Whether this one holds it. */
    static boolean sealedBy(long word, long seal) {
        return (word & seal) != 0;
    }

    /** Step 1 of an append: whether a writer of {@code attempt} may write. */
    static boolean writable(long word, int attempt) {
        return !sealed(word) && attempt(word) == attempt;
    }
}
