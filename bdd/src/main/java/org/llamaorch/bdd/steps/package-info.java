/**
 * The steps of the features, by what they speak of.
 *
 * <p>Requirements: ORCH-3045, ORCH-3050, OC-TEST-7001, OC-TEST-7002, OC-TEST-7003.
 */
@NullMarked
package org.llamaorch.bdd.steps;

import org.jspecify.annotations.NullMarked;
