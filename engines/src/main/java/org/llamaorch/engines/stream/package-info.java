/** What an adapter makes of one engine's stream of events. */
@NullMarked
package org.llamaorch.engines.stream;

import org.jspecify.annotations.NullMarked;
