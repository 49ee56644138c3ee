/** Tests of the core loop: order, grouping, defects, ends. */
@NullMarked
package org.llamaorch.orchestrator.loop;

import org.jspecify.annotations.NullMarked;
