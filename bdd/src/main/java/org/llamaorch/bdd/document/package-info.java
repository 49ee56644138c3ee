/**
 * Documents about the suite that are written by it: what each behaviour, feature and requirement is
 * shown by, and what each module is. They hold no times and nothing of a machine; a test compares
 * them with what is kept.
 *
 * <p>Requirements: ORCH-3044.
 */
@NullMarked
package org.llamaorch.bdd.document;

import org.jspecify.annotations.NullMarked;
