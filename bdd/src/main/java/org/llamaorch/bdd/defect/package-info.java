/**
 * A defect or a wrong clock on purpose, put into a scenario's daemon when it starts: the product
 * has no such switch.
 */
@NullMarked
package org.llamaorch.bdd.defect;

import org.jspecify.annotations.NullMarked;
