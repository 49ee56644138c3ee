/** The behaviour suite's steps and runner. */
@NullMarked
package org.llamaorch.bdd;

import org.jspecify.annotations.NullMarked;
