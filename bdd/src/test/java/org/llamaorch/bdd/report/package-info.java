@NullMarked
package org.llamaorch.bdd.report;

import org.jspecify.annotations.NullMarked;
