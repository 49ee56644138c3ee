/** llama.cpp's own server: its requests and its completion stream. */
@NullMarked
package org.llamaorch.engines.llamacpp;

import org.jspecify.annotations.NullMarked;
