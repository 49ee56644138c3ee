/** Replays what is promised, the documents and the consumers' contracts, against a live daemon. */
@NullMarked
package org.llamaorch.bdd.verify;

import org.jspecify.annotations.NullMarked;
