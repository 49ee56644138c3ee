/** The HTTP interface over real sockets, with a scripted core behind it. */
@NullMarked
package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.NullMarked;
