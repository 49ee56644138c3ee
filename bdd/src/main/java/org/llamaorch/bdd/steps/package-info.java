/** The steps of the features, by what they speak of. */
@NullMarked
package org.llamaorch.bdd.steps;

import org.jspecify.annotations.NullMarked;
