/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.engines.openai;

import org.jspecify.annotations.NullMarked;
