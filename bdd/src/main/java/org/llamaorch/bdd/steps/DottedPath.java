package org.llamaorch.bdd.steps;

import java.util.LinkedHashMap;
import java.util.Map;

/** Places in nested maps, as features name them: {@code queue.capacity}. */
final class DottedPath {

    private DottedPath() {}

    /** Sets a value below {@code root}; maps on the way are made when they are not there. */
    @SuppressWarnings("unchecked") // every value on the way is a map that this method made
    static void set(Map<String, Object> root, String path, Object value) {
        String[] names = path.split("\\.", -1);
        Map<String, Object> at = root;
        for (int i = 0; i < names.length - 1; i++) {
            at =
                    (Map<String, Object>)
                            at.computeIfAbsent(names[i], _ -> new LinkedHashMap<String, Object>());
        }
        at.put(names[names.length - 1], value);
    }
}
