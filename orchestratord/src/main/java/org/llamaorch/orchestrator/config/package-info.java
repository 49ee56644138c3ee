/**
 * The configuration: one YAML file, the environment over it, flags over both; checked and typed.
 */
@NullMarked
package org.llamaorch.orchestrator.config;

import org.jspecify.annotations.NullMarked;
