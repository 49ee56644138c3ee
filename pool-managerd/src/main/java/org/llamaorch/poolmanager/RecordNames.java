package org.llamaorch.poolmanager;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Under which name the engine of each replica of a pool has its run record: the replica's own, or
 * while an engine before it still has that one, the same with a number behind a tilde, which is in
 * no replica's name. Guarded by its lock.
 */
final class RecordNames {

    private final Set<String> taken;
    private final Map<String, String> names = new HashMap<>();

    /**
     * @param taken names that other engines of the pool have
     */
    RecordNames(Collection<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    /** Whose engine has a record of that name. */
    static String replicaOf(String name) {
        int mark = name.indexOf('~');
        return mark < 0 ? name : name.substring(0, mark);
    }

    synchronized String of(String replicaId) {
        return names.computeIfAbsent(
                replicaId,
                id -> {
                    String name = id;
                    for (int number = 1; taken.contains(name); number++) {
                        name = id + "~" + number;
                    }
                    return name;
                });
    }

    /** The replica's engine has this one already. */
    synchronized void adopted(String name) {
        names.put(replicaOf(name), name);
    }

    synchronized Collection<String> inUse() {
        return Set.copyOf(names.values());
    }
}
