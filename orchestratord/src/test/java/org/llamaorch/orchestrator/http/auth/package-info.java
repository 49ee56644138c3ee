/** Tests of the package. */
@NullMarked
package org.llamaorch.orchestrator.http.auth;

import org.jspecify.annotations.NullMarked;
