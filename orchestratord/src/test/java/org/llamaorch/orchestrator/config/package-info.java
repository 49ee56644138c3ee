/** Tests of the configuration. */
@NullMarked
package org.llamaorch.orchestrator.config;

import org.jspecify.annotations.NullMarked;
