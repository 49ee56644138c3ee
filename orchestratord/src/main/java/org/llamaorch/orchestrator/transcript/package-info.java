/**
 * The histories of ended tasks become documents (B-ART-020, B-DP-140, B-STR-030 to 033).
 *
 * <p>To make a document of a stream costs about as much as to stream it, and nobody waits for most
 * of them. So they are made while no task lives, else one after the other in a small part of the
 * time; in any case before the histories go, and at once for whoever asks for them.
 */
@NullMarked
package org.llamaorch.orchestrator.transcript;

import org.jspecify.annotations.NullMarked;
