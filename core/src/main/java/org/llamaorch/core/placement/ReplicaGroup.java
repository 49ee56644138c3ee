package org.llamaorch.core.placement;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.Workload;

/**
 * Replicas of one pool that no demand tells apart, with the free ones in the order of placement.
 * Confined to the scheduler's thread.
 *
 * <p>Free replicas whose memory is unknown count as equal to all others, so they are kept apart:
 * "equal to everybody" is no order to sort by.
 */
final class ReplicaGroup {

    /** All that demands look at. */
    record Key(
            String poolId,
            EngineKind engine,
            List<String> models,
            @Nullable String modelDigest,
            int ctxMax,
            Set<Workload> workloads,
            List<String> devices) {

        static Key of(ReplicaStatus status) {
            return new Key(
                    status.id().pool(),
                    status.engine(),
                    status.models(),
                    status.modelDigest(),
                    status.ctxMax(),
                    status.workloads(),
                    status.devices());
        }
    }

    private static final Comparator<Replica> BY_LOAD_AND_NAME =
            Comparator.comparingDouble((Replica replica) -> replica.busyShare)
                    .thenComparing(Replica::id);

    private final Key key;
    private final TreeMap<ReplicaId, Replica> members = new TreeMap<>();
    private final TreeMap<Integer, TreeSet<Replica>> freeByVramStep = new TreeMap<>();
    private final TreeSet<Replica> freeOfUnknownVram = new TreeSet<>(BY_LOAD_AND_NAME);
    private int freeReplicas;

    ReplicaGroup(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    Iterable<Replica> members() {
        return members.values();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    int freeReplicas() {
        return freeReplicas;
    }

    void join(Replica replica) {
        members.put(replica.id(), replica);
        replica.group = this;
    }

    void leave(Replica replica) {
        members.remove(replica.id());
        replica.group = null;
    }

    /** The most free memory, in steps, of a free replica whose memory is known; -1 without one. */
    int bestVramStep() {
        return freeByVramStep.isEmpty() ? -1 : freeByVramStep.lastKey();
    }

    /**
     * The first free replica by load and name among those with {@code vramStep} steps free and
     * those of unknown memory; null when there is none.
     */
    @Nullable Replica first(int vramStep) {
        Replica unknown = freeOfUnknownVram.isEmpty() ? null : freeOfUnknownVram.first();
        TreeSet<Replica> known = freeByVramStep.get(vramStep);
        if (known == null) {
            return unknown;
        }
        return unknown == null || compareLoad(known.first(), unknown) < 0 ? known.first() : unknown;
    }

    static int compareLoad(Replica one, Replica other) {
        return BY_LOAD_AND_NAME.compare(one, other);
    }

    void addFree(Replica replica) {
        replica.busyShare = (double) replica.busySlots() / replica.status().slots();
        freeReplicas++;
        int step = replica.vramStep();
        if (step < 0) {
            freeOfUnknownVram.add(replica);
        } else {
            freeByVramStep.computeIfAbsent(step, _ -> new TreeSet<>(BY_LOAD_AND_NAME)).add(replica);
        }
    }

    void removeFree(Replica replica) {
        freeReplicas--;
        int step = replica.vramStep();
        if (step < 0) {
            freeOfUnknownVram.remove(replica);
            return;
        }
        TreeSet<Replica> peers = freeByVramStep.get(step);
        if (peers != null) {
            peers.remove(replica);
            if (peers.isEmpty()) {
                freeByVramStep.remove(step);
            }
        }
    }
}
