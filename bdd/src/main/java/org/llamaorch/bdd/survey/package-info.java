/** What the suite holds, read without running it: features, steps, behaviours, requirements. */
@NullMarked
package org.llamaorch.bdd.survey;

import org.jspecify.annotations.NullMarked;
