/** Tests of locks, tools and what pip's failures mean. */
@NullMarked
package org.llamaorch.poolmanager.provision;

import org.jspecify.annotations.NullMarked;
