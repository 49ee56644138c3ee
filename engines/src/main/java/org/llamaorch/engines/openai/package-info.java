/** Servers that speak the OpenAI API: their requests and their chunks. */
@NullMarked
package org.llamaorch.engines.openai;

import org.jspecify.annotations.NullMarked;
