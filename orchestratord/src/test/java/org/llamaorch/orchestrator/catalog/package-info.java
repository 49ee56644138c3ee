@NullMarked
package org.llamaorch.orchestrator.catalog;

import org.jspecify.annotations.NullMarked;
