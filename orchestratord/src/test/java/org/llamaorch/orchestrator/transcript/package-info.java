@NullMarked
package org.llamaorch.orchestrator.transcript;

import org.jspecify.annotations.NullMarked;
