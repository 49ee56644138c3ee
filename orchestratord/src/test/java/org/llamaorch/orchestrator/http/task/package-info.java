/** Tests of the package. */
@NullMarked
package org.llamaorch.orchestrator.http.task;

import org.jspecify.annotations.NullMarked;
