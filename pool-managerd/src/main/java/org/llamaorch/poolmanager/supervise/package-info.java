/** The state machine that keeps a replica's engine serving, and what runs it. */
@NullMarked
package org.llamaorch.poolmanager.supervise;

import org.jspecify.annotations.NullMarked;
