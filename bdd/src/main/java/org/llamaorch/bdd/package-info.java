/** Runs the features: which, how many at once, and what is said while they run. */
@NullMarked
package org.llamaorch.bdd;

import org.jspecify.annotations.NullMarked;
