package org.llamaorch.orchestrator.catalog;

/** How far a verification under way has come with reading the model's file. */
public record Hashing(long bytesTotal, long bytesDone) {}
