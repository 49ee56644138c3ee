/**
 * Sends an attempt's request to an engine and sees it through to its one ending.
 *
 * <p>Requirements: LO-08.
 */
@NullMarked
package org.llamaorch.engines.client;

import org.jspecify.annotations.NullMarked;
