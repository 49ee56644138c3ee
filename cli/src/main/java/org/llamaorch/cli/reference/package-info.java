/**
 * References for people, written from what the program itself goes by: the configuration's schema,
 * the list of metrics, the commands (ORCH-3044). The same program writes the same text.
 *
 * <p>Requirements: ORCH-3044.
 */
@NullMarked
package org.llamaorch.cli.reference;

import org.jspecify.annotations.NullMarked;
