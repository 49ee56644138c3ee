/** Reads what clients send as JSON strictly, and names what is wrong by its JSON Pointer. */
@NullMarked
package org.llamaorch.orchestrator.http.json;

import org.jspecify.annotations.NullMarked;
