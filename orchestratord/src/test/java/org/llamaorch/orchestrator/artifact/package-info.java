/** Tests of the artifacts on disk. */
@NullMarked
package org.llamaorch.orchestrator.artifact;

import org.jspecify.annotations.NullMarked;
