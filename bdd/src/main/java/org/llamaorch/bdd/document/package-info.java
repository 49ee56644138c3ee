/**
 * Documents about the suite that are written by it: what each behaviour, feature and requirement is
 * shown by. They hold no times and nothing of a machine; a test compares them with what is kept.
 */
@NullMarked
package org.llamaorch.bdd.document;

import org.jspecify.annotations.NullMarked;
