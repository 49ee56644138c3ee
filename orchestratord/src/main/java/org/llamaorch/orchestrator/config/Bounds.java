package org.llamaorch.orchestrator.config;

import org.llamaorch.engines.probe.ProbeSettings;
import org.llamaorch.orchestrator.artifact.ArtifactSettings;
import org.llamaorch.orchestrator.dispatch.DispatchSettings;
import org.llamaorch.orchestrator.http.HttpLimits;
import org.llamaorch.orchestrator.journal.JournalSettings;
import org.llamaorch.orchestrator.registry.ReplicaSettings;
import org.llamaorch.poolmanager.supervise.SupervisionTimes;

/**
 * The times and limits of the daemon's parts that callers do not meet by name. Immutable.
 *
 * @param remoteMedia whether media URLs other than {@code data:} are passed to engines
 * @param transcripts whether finished streams are kept as artifacts
 * @param dispatch how engines are talked to
 * @param supervision times of the engines that are started here
 * @param engineLogBytes size of an engine's log, of which there are two a replica
 */
public record Bounds(
        HttpLimits http,
        boolean remoteMedia,
        JournalSettings journal,
        ArtifactSettings artifacts,
        boolean transcripts,
        DispatchSettings dispatch,
        ReplicaSettings registry,
        ProbeSettings probe,
        SupervisionTimes supervision,
        long engineLogBytes) {}
