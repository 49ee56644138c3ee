/**
 * Names of models: what a reference says, and what the catalog knows.
 *
 * <p>Requirements: ORCH-3090.
 */
@NullMarked
package org.llamaorch.core.model;

import org.jspecify.annotations.NullMarked;
