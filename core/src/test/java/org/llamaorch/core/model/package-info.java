@NullMarked
package org.llamaorch.core.model;

import org.jspecify.annotations.NullMarked;
