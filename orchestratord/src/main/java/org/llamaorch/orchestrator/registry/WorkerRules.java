package org.llamaorch.orchestrator.registry;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamaorch.orchestrator.http.auth.Loopback;

/**
 * Where workers may be that nobody configured: a registration or a handoff file must not make the
 * daemon speak to just any host. Names are compared, never resolved. Safe from any thread.
 */
public final class WorkerRules {

    private static final Pattern BASE =
            Pattern.compile("https?://(\\[[0-9A-Fa-f:.]+]|[^/?#@:\\[\\]\\s]+)(:[0-9]{1,5})?/?");

    private volatile Set<String> allowedHosts;

    /**
     * @param allowedHosts hosts beside the loopback ones
     */
    public WorkerRules(Set<String> allowedHosts) {
        this.allowedHosts = Set.copyOf(allowedHosts);
    }

    /** From now on these hosts are allowed; a worker that is bound stays. */
    public void take(Set<String> others) {
        allowedHosts = Set.copyOf(others);
    }

    /** Why an engine may not be at the url, as a sentence; empty when it may. */
    public Optional<String> refusal(String url) {
        Matcher base = BASE.matcher(url);
        if (!base.matches()) {
            return Optional.of(
                    "url must be the base of an engine's HTTP interface, such as"
                            + " http://127.0.0.1:8081.");
        }
        String host = base.group(1);
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (Loopback.names(host) || allowedHosts.contains(plain)) {
            return Optional.empty();
        }
        return Optional.of(
                "Workers may not be at the host "
                        + plain
                        + ": allowed are loopback and what workers.allowed_hosts lists in the"
                        + " configuration.");
    }

    /** The url as bindings have it: without a slash at its end. */
    static String base(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
