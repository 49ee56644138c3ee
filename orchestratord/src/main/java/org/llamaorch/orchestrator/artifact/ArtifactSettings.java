package org.llamaorch.orchestrator.artifact;

/**
 * The store's limits.
 *
 * @param bytesMax bytes of all documents together; the oldest transcripts go first
 * @param documentsMax most documents
 * @param writesWaiting most documents that wait to be written
 */
public record ArtifactSettings(long bytesMax, int documentsMax, int writesWaiting) {

    public ArtifactSettings {
        if (bytesMax < 1 || documentsMax < 1 || writesWaiting < 1) {
            throw new IllegalArgumentException("a limit of the artifact store is below 1");
        }
    }

    public static ArtifactSettings defaults() {
        return new ArtifactSettings(1L << 30, 100_000, 1_024);
    }
}
