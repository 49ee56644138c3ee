package org.llamaorch.orchestrator.http;

import java.util.function.BooleanSupplier;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.loop.Core;

/**
 * What the HTTP interface stands on. All of it is safe from any thread and never blocks.
 *
 * @param core the core loop
 * @param streams the token streams
 * @param journal where ended tasks are looked up, only by the methods that give futures
 * @param artifacts the stored documents
 * @param exposition the metrics
 * @param build which build this is
 * @param ready whether recovery is done and admission is open
 */
public record HttpServices(
        Core core,
        StreamDoor streams,
        Journal journal,
        Artifacts artifacts,
        Exposition exposition,
        BuildInfo build,
        BooleanSupplier ready) {}
