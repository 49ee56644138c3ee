package org.llamaorch.engines.client;

import io.vertx.core.http.RequestOptions;

/**
 * Where a replica's url leads, taken apart once.
 *
 * @param path what comes before the path of a request, without a slash at its end
 */
record Origin(String host, int port, boolean ssl, String path) {

    /**
     * @throws RuntimeException when it is no URL
     */
    static Origin of(String url) {
        RequestOptions parts = new RequestOptions().setAbsoluteURI(url);
        String path = parts.getURI();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return new Origin(parts.getHost(), parts.getPort(), parts.isSsl(), path.substring(0, end));
    }

    /** The options of a request to a path below it. */
    RequestOptions request(String pathBelow) {
        return new RequestOptions()
                .setHost(host)
                .setPort(port)
                .setSsl(ssl)
                .setURI(path + pathBelow);
    }
}
