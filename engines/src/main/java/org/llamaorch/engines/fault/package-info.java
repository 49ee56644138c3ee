/** The fault engine: a scripted engine server that misbehaves when told to. */
@NullMarked
package org.llamaorch.engines.fault;

import org.jspecify.annotations.NullMarked;
