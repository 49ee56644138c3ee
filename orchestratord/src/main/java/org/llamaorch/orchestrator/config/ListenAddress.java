package org.llamaorch.orchestrator.config;

/**
 * An address to bind.
 *
 * @param port 0 for a free one
 */
public record ListenAddress(String host, int port) {

    /** Parses {@code host:port}; an IPv6 host stands in brackets. */
    static ListenAddress parse(String from, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 1 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = ""; // a bare IPv6 address: where its port begins is anybody's guess
        }
        int port = -1;
        try {
            port = Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException _) {
            // refused below
        }
        if (host.isEmpty() || host.contains("/") || port < 0 || port > 65_535) {
            throw Environment.wrong(
                    from, text, "host:port with a port from 0 to 65535, such as 127.0.0.1:8080");
        }
        return new ListenAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
