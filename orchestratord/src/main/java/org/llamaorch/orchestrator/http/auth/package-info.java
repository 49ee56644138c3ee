/**
 * Who calls: keys, the home profile, host and origin checks, and the bind policy.
 *
 * <p>Requirements: ORCH-3035, OC-CTRL-2040, AUTH-1004.
 */
@NullMarked
package org.llamaorch.orchestrator.http.auth;

import org.jspecify.annotations.NullMarked;
