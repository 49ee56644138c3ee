package org.llamaorch.orchestrator.http.auth;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.loop.LifeClock;

/**
 * The keys that are known now; they change while the daemon serves (B-SEC-004). Safe from any
 * thread: every look sees one whole set.
 */
public final class KeyRing {

    private record Keys(List<ApiKey> all, boolean everAny) {}

    private final LongSupplier clock;
    private volatile Keys keys;

    /** Keys that expire by a clock of their own. */
    public KeyRing(List<ApiKey> keys) {
        this(keys, LifeClock.system());
    }

    /**
     * @param clock epoch milliseconds that the keys expire by
     */
    public KeyRing(List<ApiKey> keys, LongSupplier clock) {
        this.clock = clock;
        this.keys = new Keys(List.copyOf(keys), !keys.isEmpty());
    }

    /** From now on these are the keys. */
    public synchronized void replace(List<ApiKey> others) {
        keys = new Keys(List.copyOf(others), keys.everAny() || !others.isEmpty());
    }

    /**
     * Whether nobody needs a key: there never was one. A daemon that has lost its last key does not
     * open up.
     */
    boolean atHome() {
        return !keys.everAny();
    }

    /** Every key is compared, so that the time tells neither which matched nor whether one did. */
    @Nullable ApiKey find(String secret) {
        byte[] sent = ApiKey.sha256(secret);
        ApiKey found = null;
        for (ApiKey key : keys.all()) {
            if (key.matches(sent)) {
                found = key;
            }
        }
        return found;
    }

    /** Now, by the clock that the keys expire by; epoch milliseconds. */
    long nowMs() {
        return clock.getAsLong();
    }

    /** How logs name the caller with this name: {@code localhost}, or {@code token:} and digits. */
    public String identity(String callerName) {
        for (ApiKey key : keys.all()) {
            if (key.caller().name().equals(callerName)) {
                return key.caller().identity();
            }
        }
        return callerName;
    }
}
