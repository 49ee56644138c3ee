/** Engines installed from packages into private environments. */
@NullMarked
package org.llamaorch.poolmanager.provision.engine;

import org.jspecify.annotations.NullMarked;
