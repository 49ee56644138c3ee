/** Tests of supervised pools with a small engine in a real process. */
@NullMarked
package org.llamaorch.poolmanager;

import org.jspecify.annotations.NullMarked;
