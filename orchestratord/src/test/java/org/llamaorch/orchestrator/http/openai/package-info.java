/** Tests of the package. */
@NullMarked
package org.llamaorch.orchestrator.http.openai;

import org.jspecify.annotations.NullMarked;
