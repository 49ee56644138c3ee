package org.llamaorch.orchestrator.artifact;

import java.nio.file.Path;

/** A document that is made and belongs to the store under no name yet. */
sealed interface Draft {

    /** Lowercase hex SHA-256 of its content. */
    String id();

    long sizeBytes();

    /** One that is small enough to be held. Nobody may change the array. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record InMemory(String id, byte[] document) implements Draft {

        @Override
        public long sizeBytes() {
            return document.length;
        }
    }

    /** One in a file of its own, under a temporary name. */
    record InFile(String id, Path file, long sizeBytes) implements Draft {}
}
