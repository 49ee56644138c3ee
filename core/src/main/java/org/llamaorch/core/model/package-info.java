/** Names of models: what a reference says, and what the catalog knows. */
@NullMarked
package org.llamaorch.core.model;

import org.jspecify.annotations.NullMarked;
