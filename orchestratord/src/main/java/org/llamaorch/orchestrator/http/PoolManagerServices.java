package org.llamaorch.orchestrator.http;

import org.llamaorch.orchestrator.trace.RequestTraces;

/**
 * What the HTTP interface of a pool-managerd of its own stands on. All of it is safe from any
 * thread and never blocks.
 *
 * @param pools the pools of this machine
 * @param scraper the metrics
 * @param build which build this is
 * @param traces hears of requests
 */
public record PoolManagerServices(
        LocalPoolDoor pools, Scraper scraper, BuildInfo build, RequestTraces traces) {}
