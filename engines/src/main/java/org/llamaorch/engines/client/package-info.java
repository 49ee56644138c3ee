/** Sends an attempt's request to an engine and sees it through to its one ending. */
@NullMarked
package org.llamaorch.engines.client;

import org.jspecify.annotations.NullMarked;
