package org.llamaorch.orchestrator.http;

import java.util.function.Supplier;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.trace.RequestTraces;

/**
 * What the HTTP interface stands on. All of it is safe from any thread and never blocks.
 *
 * @param core the core loop
 * @param streams the token streams
 * @param journal where ended tasks are looked up, only by the methods that give futures
 * @param pools long changes of pools
 * @param drains why pools drain
 * @param config where the configuration is read again
 * @param workers where workers register
 * @param artifacts the stored documents
 * @param catalog the models that are known
 * @param scraper the metrics
 * @param rejections counts what is refused here
 * @param build which build this is
 * @param readiness whether tasks are taken
 * @param traces hears of requests that no task tells of
 */
public record HttpServices(
        Core core,
        StreamDoor streams,
        Journal journal,
        PoolOperations pools,
        DrainReasons drains,
        ConfigDoor config,
        WorkerDoor workers,
        Artifacts artifacts,
        Catalog catalog,
        Scraper scraper,
        Rejections rejections,
        BuildInfo build,
        Supplier<Readiness> readiness,
        RequestTraces traces) {}
