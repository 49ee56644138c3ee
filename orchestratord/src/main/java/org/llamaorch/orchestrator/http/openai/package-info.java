/**
 * The OpenAI door: that API's requests as tasks, and its models.
 *
 * <p>Requirements: LO-13.
 */
@NullMarked
package org.llamaorch.orchestrator.http.openai;

import org.jspecify.annotations.NullMarked;
