/** Assertions that are counted, so that a step which makes none is found. */
@NullMarked
package org.llamaorch.bdd.assertion;

import org.jspecify.annotations.NullMarked;
