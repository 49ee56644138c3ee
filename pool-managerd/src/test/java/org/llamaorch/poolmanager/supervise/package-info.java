/** Tests of the supervision state machine on a virtual clock. */
@NullMarked
package org.llamaorch.poolmanager.supervise;

import org.jspecify.annotations.NullMarked;
