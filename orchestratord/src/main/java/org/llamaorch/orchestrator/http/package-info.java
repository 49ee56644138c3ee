/**
 * The daemon's HTTP interface: who calls, what they may, what they ask, and every answer's shape.
 *
 * <p>Requirements: ORCH-2007, ORCH-3095, OC-CTRL-2001, OC-CTRL-2004, OC-CTRL-2011, OC-CTRL-2030,
 * OC-CTRL-2052.
 */
@NullMarked
package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.NullMarked;
