package org.llamaorch.core.admission;

import org.llamaorch.core.forecast.ServiceTime;
import org.llamaorch.core.forecast.StartTime;
import org.llamaorch.core.placement.Pool;

/**
 * What the forecast says of a task in one pool's queue.
 *
 * @param position how many of its class start before it
 */
public record Prediction(Pool pool, int position, StartTime start, ServiceTime service) {}
