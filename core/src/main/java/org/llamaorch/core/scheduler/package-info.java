/** The only owner of all task state: events in; journal entries and effects out. */
@NullMarked
package org.llamaorch.core.scheduler;

import org.jspecify.annotations.NullMarked;
