package org.llamaorch.poolmanager.provision.fetch;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether an address may be asked (ORCH-3080). Asked for each hop of a redirect anew; the addresses
 * of a host are judged when they are looked up for a connection, and the connection goes to what
 * was judged, so that a name that changes its address between the two gains nothing. Immutable.
 */
final class FetchPolicy {

    /** A host's addresses. */
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** An address that may not be connected to. */
    static final class AddressRefused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        AddressRefused(String message) {
            super(message);
        }
    }

    private final FetchSettings settings;
    private final Lookup lookup;

    FetchPolicy(FetchSettings settings, Lookup lookup) {
        this.settings = settings;
        this.lookup = lookup;
    }

    /** Why the address may not be asked, as a clause; empty when it may. */
    Optional<String> refusal(URI uri) {
        String host = uri.getHost();
        String scheme = uri.getScheme();
        if (host == null || scheme == null || uri.getUserInfo() != null) {
            return Optional.of("it is no address of a host");
        }
        if (!scheme.equalsIgnoreCase("https")
                && !(scheme.equalsIgnoreCase("http") && settings.allowPrivate())) {
            return Optional.of("only https is fetched, not " + scheme);
        }
        String plain = host.toLowerCase(Locale.ROOT);
        boolean allowed =
                settings.allowedHosts().stream()
                        .anyMatch(each ->
                                each.startsWith("*.")
                                        ? plain.endsWith(each.substring(1))
                                        : plain.equals(each));
        return allowed
                ? Optional.empty()
                : Optional.of("the host " + host + " is not among fetch.allowed_hosts");
    }

    /** The host's addresses, all of them allowed, for a connection. Blocks. */
    InetAddress[] addresses(String host) throws UnknownHostException {
        InetAddress[] found = lookup.addresses(host);
        if (!settings.allowPrivate()) {
            for (InetAddress address : found) {
                if (PrivateAddresses.isPrivate(address)) {
                    throw new AddressRefused(
                            "the host "
                                    + host
                                    + " has the private address "
                                    + address.getHostAddress());
                }
            }
        }
        return found;
    }
}
