/** Rules over the packages of all modules. */
@NullMarked
package org.llamaorch.architecture;

import org.jspecify.annotations.NullMarked;
