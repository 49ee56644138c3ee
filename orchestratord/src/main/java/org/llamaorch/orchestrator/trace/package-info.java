/**
 * What traces hear of a task or a request, and what dispatch and logs need of them; nothing here
 * knows who records spans. Off, it costs a call that does nothing for a phase of a task and nothing
 * for a token.
 */
@NullMarked
package org.llamaorch.orchestrator.trace;

import org.jspecify.annotations.NullMarked;
