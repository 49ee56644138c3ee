/** SHA-256, by which the project names contents and keeps secrets. */
@NullMarked
package org.llamaorch.contracts.digest;

import org.jspecify.annotations.NullMarked;
