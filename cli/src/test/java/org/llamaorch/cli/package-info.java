/** Tests of the commands. */
@NullMarked
package org.llamaorch.cli;

import org.jspecify.annotations.NullMarked;
