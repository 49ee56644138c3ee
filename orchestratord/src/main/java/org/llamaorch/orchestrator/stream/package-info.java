/**
 * Token streams: numbered frames in mapped segments, one writer a task, listeners that copy them
 * out.
 */
@NullMarked
package org.llamaorch.orchestrator.stream;

import org.jspecify.annotations.NullMarked;
