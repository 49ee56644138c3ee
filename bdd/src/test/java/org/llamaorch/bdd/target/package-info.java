@NullMarked
package org.llamaorch.bdd.target;

import org.jspecify.annotations.NullMarked;
