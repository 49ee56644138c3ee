/**
 * Breakages on purpose: defects put into a daemon's classes as they are loaded, one at a time, to
 * see that the scenarios of the broken behaviour fail. The product knows nothing of them.
 */
@NullMarked
package org.llamaorch.bdd.breakage;

import org.jspecify.annotations.NullMarked;
