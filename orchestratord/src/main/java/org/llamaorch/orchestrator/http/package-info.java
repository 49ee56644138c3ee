/**
 * The daemon's HTTP interface: who calls, what they may, what they ask, and every answer's shape.
 */
@NullMarked
package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.NullMarked;
