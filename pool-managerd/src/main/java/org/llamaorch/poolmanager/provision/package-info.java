/** The cache of engines and models: its locks, its space, its downloads. */
@NullMarked
package org.llamaorch.poolmanager.provision;

import org.jspecify.annotations.NullMarked;
