package org.llamaorch.orchestrator.artifact;

/**
 * The store's limits.
 *
 * @param bytesMax bytes of all documents together; the oldest transcripts go first, then the oldest
 *     others
 * @param documentsMax most documents
 * @param writesWaiting most documents that wait to be written
 * @param documentBytesMax most bytes of a document that a caller stores
 * @param transcriptsKeepMs how long transcripts are kept; 0 for as long as there is room
 * @param othersKeepMs how long other documents are kept; 0 for as long as there is room
 * @param sweepEveryMs how often it is looked for what is too old
 */
public record ArtifactSettings(
        long bytesMax,
        int documentsMax,
        int writesWaiting,
        int documentBytesMax,
        long transcriptsKeepMs,
        long othersKeepMs,
        long sweepEveryMs) {

    public ArtifactSettings {
        if (bytesMax < 1
                || documentsMax < 1
                || writesWaiting < 1
                || documentBytesMax < 1
                || sweepEveryMs < 1) {
            throw new IllegalArgumentException("a limit of the artifact store is below 1");
        }
        if (transcriptsKeepMs < 0 || othersKeepMs < 0) {
            throw new IllegalArgumentException("documents are not kept for less than no time");
        }
    }

    public static ArtifactSettings defaults() {
        return new ArtifactSettings(1L << 30, 100_000, 1_024, 32 << 20, 604_800_000, 0, 600_000);
    }

    /** The same with other bounds on all documents together. */
    public ArtifactSettings within(long bytes, int documents) {
        return new ArtifactSettings(
                bytes,
                documents,
                writesWaiting,
                documentBytesMax,
                transcriptsKeepMs,
                othersKeepMs,
                sweepEveryMs);
    }

    /** The same with other times to keep documents. */
    public ArtifactSettings keeping(long transcriptsMs, long othersMs) {
        return new ArtifactSettings(
                bytesMax,
                documentsMax,
                writesWaiting,
                documentBytesMax,
                transcriptsMs,
                othersMs,
                sweepEveryMs);
    }
}
