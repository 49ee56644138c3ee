package org.llamaorch.orchestrator.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.Event;

/**
 * What a scheduler was told that is not in the journal, so that a fresh one can be told again:
 * events that say how something is, the last of each. Confined to the core thread.
 */
final class Facts {

    private final Map<ReplicaId, Event.ReplicaChanged> replicas = new LinkedHashMap<>();
    private final Map<String, Event.PoolPreparing> preparing = new LinkedHashMap<>();
    private final Map<String, Event.Listeners> listeners = new HashMap<>();
    private final Map<String, Rules.Standing> standings = new HashMap<>();
    private final Set<String> holds = new LinkedHashSet<>();
    private Event.@Nullable PoolsConfigured pools;
    private Event.@Nullable CallersConfigured callers;
    private Event.@Nullable SettingsChanged settings;
    private Event.@Nullable CatalogListed catalog;
    private Event.@Nullable StorageFull storage;
    private Event.@Nullable Stop stop;

    /** The scheduler has taken the event. */
    void told(Event event) {
        switch (event) {
            case Event.PoolsConfigured configured -> pools = configured;
            case Event.CallersConfigured configured -> callers = configured;
            case Event.SettingsChanged changed -> settings = changed;
            case Event.CatalogListed listed ->
                    catalog = new Event.CatalogListed(listed.models(), 0);
            case Event.ReplicaChanged changed -> replicas.put(changed.status().id(), changed);
            case Event.ReplicaRegistered registered -> bound(registered.status());
            case Event.ReplicaReplaced replaced -> bound(replaced.status());
            case Event.Reloaded reloaded -> {
                reloaded.replicas().forEach(this::bound);
                holds.remove(reloaded.poolId());
            }
            case Event.Hold hold -> holds.add(hold.poolId());
            case Event.Release release -> holds.remove(release.poolId());
            case Event.ReplicaGone gone -> replicas.remove(gone.id());
            case Event.PoolPreparing steps -> preparing.put(steps.poolId(), steps);
            case Event.StorageFull full -> storage = full;
            case Event.Stop told -> stop = told;
            case Event.Listeners count -> {
                if (standings.containsKey(count.taskId())) {
                    listeners.put(count.taskId(), count);
                }
            }
            case Event.Submit _,
                    Event.Cancel _,
                    Event.DeleteSession _,
                    Event.Drain _,
                    Event.Undrain _,
                    Event.Restarted _,
                    Event.FirstToken _,
                    Event.AttemptEnded _,
                    Event.AwaitReplaced _,
                    Event.Tick _ -> {}
        }
    }

    private void bound(ReplicaStatus status) {
        replicas.put(status.id(), new Event.ReplicaChanged(status));
    }

    /** The scheduler decided, or the journal gave back, these. */
    void decided(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry instanceof Entry.TaskAdmitted admitted) {
                standings.put(admitted.task().taskId(), Rules.Standing.ADMITTED);
            } else if (entry instanceof Entry.TaskMoved moved) {
                ReplicaId replica = moved.replica();
                standings.put(
                        moved.taskId(),
                        new Rules.Standing(
                                moved.attempt(), replica == null ? null : replica.toString()));
            } else if (entry instanceof Entry.TaskEnded ended) {
                standings.remove(ended.taskId());
                listeners.remove(ended.taskId());
            }
        }
    }

    /** The live tasks as far as the journal knows. */
    Map<String, Rules.Standing> standings() {
        return standings;
    }

    /** What a fresh scheduler must hear after {@code Restarted}, in order. */
    List<Event> again() {
        List<Event> events = new ArrayList<>();
        if (settings != null) {
            events.add(settings);
        }
        if (pools != null) {
            events.add(pools);
        }
        if (callers != null) {
            events.add(callers);
        }
        if (catalog != null) {
            events.add(catalog);
        }
        events.addAll(replicas.values());
        holds.forEach(poolId -> events.add(new Event.Hold(poolId, 0)));
        events.addAll(preparing.values());
        events.addAll(listeners.values());
        if (storage != null) {
            events.add(storage);
        }
        if (stop != null) {
            events.add(stop);
        }
        return events;
    }
}
