@NullMarked
package org.llamaorch.bdd.document;

import org.jspecify.annotations.NullMarked;
