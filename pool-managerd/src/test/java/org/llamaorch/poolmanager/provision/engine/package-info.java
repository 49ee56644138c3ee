/** Tests of installing an engine with a scripted Python. */
@NullMarked
package org.llamaorch.poolmanager.provision.engine;

import org.jspecify.annotations.NullMarked;
