/** Tests that no secret passes. */
@NullMarked
package org.llamaorch.contracts.redaction;

import org.jspecify.annotations.NullMarked;
