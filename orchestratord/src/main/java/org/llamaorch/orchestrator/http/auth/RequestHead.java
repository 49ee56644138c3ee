package org.llamaorch.orchestrator.http.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a request's head says who sent it.
 *
 * @param changing whether the method may change something: anything but GET, HEAD and OPTIONS
 * @param host the name of {@code Host} or {@code :authority} without its port; null when there is
 *     none or it is no host
 * @param port the port of the same; -1 without one
 * @param origins every {@code Origin} header
 * @param authorizations every {@code Authorization} header
 * @param apiKeys every {@code X-API-Key} header
 * @param forwarded whether {@code Forwarded} or any {@code X-Forwarded-*} is there
 * @param peerAddress the socket's other end as an address literal; null when not known
 */
public record RequestHead(
        boolean changing,
        @Nullable String host,
        int port,
        List<String> origins,
        List<String> authorizations,
        List<String> apiKeys,
        boolean forwarded,
        @Nullable String peerAddress) {
    public RequestHead {
        origins = List.copyOf(origins);
        authorizations = List.copyOf(authorizations);
        apiKeys = List.copyOf(apiKeys);
    }
}
