/** Keeps secrets out of everything that is written for people: logs, errors, engine output. */
@NullMarked
package org.llamaorch.contracts.redaction;

import org.jspecify.annotations.NullMarked;
