package org.llamaorch.core.forecast;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map that forgets what was least recently written. Reading changes nothing, so that a
 * question asked or not asked makes no difference to what is kept. Confined to its owner's thread.
 */
final class RecentlyUsed<V> {

    private static final int KEY_CHARS_MAX = 512;

    private final int most;
    private final Supplier<V> fresh;
    private final LinkedHashMap<String, V> values = new LinkedHashMap<>();

    RecentlyUsed(int most, Supplier<V> fresh) {
        this.most = most;
        this.fresh = fresh;
    }

    /** The value to read; null when there is none. */
    @Nullable V peek(String key) {
        return values.get(bounded(key));
    }

    /** The value to write, made when there is none. */
    V touch(String key) {
        String name = bounded(key);
        V kept = values.remove(name);
        V value = kept == null ? fresh.get() : kept;
        put(name, value);
        return value;
    }

    void put(String key, V value) {
        values.put(bounded(key), value);
        if (values.size() > most) {
            values.remove(values.firstEntry().getKey());
        }
    }

    int size() {
        return values.size();
    }

    /** All of it, least recently written first. */
    void forEach(BiConsumer<String, V> each) {
        for (Map.Entry<String, V> entry : values.entrySet()) {
            each.accept(entry.getKey(), entry.getValue());
        }
    }

    private static String bounded(String key) {
        return key.length() <= KEY_CHARS_MAX ? key : key.substring(0, KEY_CHARS_MAX);
    }
}
