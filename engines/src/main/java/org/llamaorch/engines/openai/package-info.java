/**
 * Servers that speak the OpenAI API: their requests and their chunks.
 *
 * <p>Requirements: OC-ADAPT-OAI-6000.
 */
@NullMarked
package org.llamaorch.engines.openai;

import org.jspecify.annotations.NullMarked;
