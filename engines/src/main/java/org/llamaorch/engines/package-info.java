/**
 * How an engine server is asked and understood: adapters by protocol, and what they need from the
 * caller.
 */
@NullMarked
package org.llamaorch.engines;

import org.jspecify.annotations.NullMarked;
