/** Tests of the package. */
@NullMarked
package org.llamaorch.orchestrator.http.json;

import org.jspecify.annotations.NullMarked;
