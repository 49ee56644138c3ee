@NullMarked
package org.llamaorch.bdd.breakage;

import org.jspecify.annotations.NullMarked;
