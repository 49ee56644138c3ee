/** What a GGUF file says of itself, read without loading it. */
@NullMarked
package org.llamaorch.poolmanager.gguf;

import org.jspecify.annotations.NullMarked;
