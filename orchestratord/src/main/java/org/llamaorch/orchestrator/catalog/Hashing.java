package org.llamaorch.orchestrator.catalog;

/** How far a verification under way has come. */
public record Hashing(long bytesTotal, long bytesDone) {}
