package org.llamaorch.engines.probe;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Workload;

/**
 * What an engine has shown that it serves.
 *
 * @param workloads none when it serves nothing
 * @param problem why it could not decode a token though it should; null when there is none
 */
public record Shown(Set<Workload> workloads, @Nullable String problem) {

    public Shown {
        workloads = Set.copyOf(workloads);
        if (workloads.isEmpty() == (problem == null)) {
            throw new IllegalArgumentException("an engine serves something, or has a problem");
        }
    }

    static Shown of(Workload workload) {
        return new Shown(Set.of(workload), null);
    }

    static Shown not(String problem) {
        return new Shown(Set.of(), problem);
    }
}
