package org.llamaorch.orchestrator.http.auth;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells what names or is this machine itself: 127.0.0.0/8, ::1, localhost. */
public final class Loopback {
    private Loopback() {}

    /**
     * Whether an address to bind names loopback only; a name other than {@code localhost} does not.
     */
    public static boolean binds(String host) {
        return names(host);
    }

    /**
     * Whether {@code host}, without its port, names loopback. Names are never resolved: a resolver
     * is what DNS rebinding turns against us.
     */
    public static boolean names(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return false;
        }
        return host.toLowerCase(Locale.ROOT).equals("localhost") || isLoopbackLiteral(host);
    }

    /** Whether a socket's peer, given as an address literal, is on loopback. */
    public static boolean isPeer(@Nullable String address) {
        return address != null && isLoopbackLiteral(address);
    }

    private static boolean isLoopbackLiteral(String host) {
        String literal =
                host.startsWith("[") && host.endsWith("]")
                        ? host.substring(1, host.length() - 1)
                        : host;
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
