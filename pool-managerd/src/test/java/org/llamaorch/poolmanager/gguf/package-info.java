/** Tests of reading GGUF headers. */
@NullMarked
package org.llamaorch.poolmanager.gguf;

import org.jspecify.annotations.NullMarked;
