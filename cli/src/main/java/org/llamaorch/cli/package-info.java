/** The commands of llama-orch. */
@NullMarked
package org.llamaorch.cli;

import org.jspecify.annotations.NullMarked;
