@NullMarked
package org.llamaorch.orchestrator.trace;

import org.jspecify.annotations.NullMarked;
