/** Tests of the token path. */
@NullMarked
package org.llamaorch.orchestrator.stream;

import org.jspecify.annotations.NullMarked;
