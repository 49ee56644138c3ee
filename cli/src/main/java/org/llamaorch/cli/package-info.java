/**
 * The commands of llama-orch: what each is told, asks and prints.
 *
 * <p>Requirements: ORCH-3000.
 */
@NullMarked
package org.llamaorch.cli;

import org.jspecify.annotations.NullMarked;
