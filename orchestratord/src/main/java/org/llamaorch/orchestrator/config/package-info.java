/**
 * The configuration: one YAML file, the environment over it, flags over both; checked and typed.
 *
 * <p>Requirements: ORCH-3030, OC-CONFIG-6001.
 */
@NullMarked
package org.llamaorch.orchestrator.config;

import org.jspecify.annotations.NullMarked;
