package org.llamaorch.orchestrator.artifact;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a document in canonical form (RFC 8785), once. Called on a virtual thread. */
@FunctionalInterface
public interface DocumentWriter {

    void write(OutputStream out) throws IOException;
}
