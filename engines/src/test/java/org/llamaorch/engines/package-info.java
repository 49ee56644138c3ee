/** What the tests of the engines share. */
@NullMarked
package org.llamaorch.engines;

import org.jspecify.annotations.NullMarked;
