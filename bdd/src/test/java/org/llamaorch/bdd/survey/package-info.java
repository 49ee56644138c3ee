@NullMarked
package org.llamaorch.bdd.survey;

import org.jspecify.annotations.NullMarked;
