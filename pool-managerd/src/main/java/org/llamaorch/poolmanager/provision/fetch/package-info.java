/**
 * Files fetched over HTTPS: where from, within which bounds, and whole or not at all.
 *
 * <p>Requirements: ORCH-3080.
 */
@NullMarked
package org.llamaorch.poolmanager.provision.fetch;

import org.jspecify.annotations.NullMarked;
