/** Who calls: keys, the home profile, host and origin checks, and the bind policy. */
@NullMarked
package org.llamaorch.orchestrator.http.auth;

import org.jspecify.annotations.NullMarked;
