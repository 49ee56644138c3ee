/**
 * Records spans of tasks and requests with the OpenTelemetry SDK and sends them by OTLP over HTTP.
 * Loaded only when a collector is configured.
 */
@NullMarked
package org.llamaorch.orchestrator.trace.otlp;

import org.jspecify.annotations.NullMarked;
