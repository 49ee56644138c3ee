/**
 * llama.cpp's own server: its requests and its completion stream.
 *
 * <p>Requirements: ORCH-3022, ORCH-3054, OC-ADAPT-5001.
 */
@NullMarked
package org.llamaorch.engines.llamacpp;

import org.jspecify.annotations.NullMarked;
