/** Reads server-sent events from bytes as they come. */
@NullMarked
package org.llamaorch.engines.sse;

import org.jspecify.annotations.NullMarked;
