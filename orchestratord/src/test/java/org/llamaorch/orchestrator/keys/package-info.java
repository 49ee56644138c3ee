/** The file of keys. */
@NullMarked
package org.llamaorch.orchestrator.keys;

import org.jspecify.annotations.NullMarked;
