/** Sessions: time to live, turns, and what they have used. */
@NullMarked
package org.llamaorch.core.session;

import org.jspecify.annotations.NullMarked;
