package org.llamaorch.poolmanager.supervise;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Looks at an engine over its own protocol. Blocks up to the timeout; any thread. */
public interface ReadinessProbe {

    /**
     * One look.
     *
     * @param url base of the engine's HTTP interface
     * @param apiKey key it asks for; null when it asks for none
     * @param decode whether it must also decode a token
     * @param timeout longest wait for each answer
     */
    ProbeResult look(String url, @Nullable String apiKey, boolean decode, Duration timeout)
            throws InterruptedException;
}
