package org.llamaorch.orchestrator.daemon;

import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.http.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that is shown over TLS, from its two PEM files; looked at again and again, so
 * that a renewed one is shown without a restart. Guarded by its lock; looking blocks for the disk.
 */
final class Certificate {

    private static final Logger LOG = LoggerFactory.getLogger(Certificate.class);

    private Config.Tls files;
    private String version;

    private Certificate(Config.Tls files) throws IOException {
        this.files = files;
        this.version = version(files);
    }

    /**
     * The configured one; null for plain HTTP.
     *
     * @throws StartRefused when its files cannot be read
     */
    static @Nullable Certificate open(Config config) {
        Config.Tls files = config.access().tls();
        if (files == null) {
            return null;
        }
        for (Path file : List.of(files.certificate(), files.key())) {
            if (!Files.isReadable(file)) {
                throw new StartRefused(
                        StartRefused.UNSAFE,
                        "TLS_UNUSABLE",
                        "The file " + file + " of the TLS settings cannot be read.");
            }
        }
        try {
            return new Certificate(files);
        } catch (IOException e) {
            throw new StartRefused(
                    StartRefused.UNSAFE,
                    "TLS_UNUSABLE",
                    "The files of the TLS settings cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }

    synchronized PemKeyCertOptions options() {
        return options(files);
    }

    private static PemKeyCertOptions options(Config.Tls files) {
        return new PemKeyCertOptions()
                .setCertPath(files.certificate().toString())
                .setKeyPath(files.key().toString());
    }

    /**
     * Shows the certificate of other files. Blocks until it is shown.
     *
     * @throws IOException when they cannot be used: the one before is shown on
     */
    synchronized void take(Config.Tls others, HttpServer http) throws IOException {
        String now = version(others);
        try {
            EventLoops.await(http.renew(options(others)));
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw new IOException(String.valueOf(cause == null ? e : cause.getMessage()), e);
        }
        files = others;
        version = now;
    }

    /** Looks whether the files have changed, and shows what they hold then. */
    synchronized void look(HttpServer http) {
        try {
            String now = version(files);
            if (now.equals(version)) {
                return;
            }
            version = now;
        } catch (IOException e) {
            LOG.debug("The files of the certificate cannot be looked at.", e);
            return;
        }
        http.renew(options())
                .onSuccess(_ ->
                        LOG.atInfo()
                                .addKeyValue("actor", "orchestratord")
                                .addKeyValue("action", "renew")
                                .addKeyValue("target", "certificate")
                                .log("Another certificate is shown from now on."))
                .onFailure(cause ->
                        LOG.atError()
                                .addKeyValue("actor", "orchestratord")
                                .addKeyValue("action", "keep")
                                .addKeyValue("target", "certificate")
                                .addKeyValue("cause", cause.getMessage())
                                .log(
                                        "The certificate stays: the files of another cannot be"
                                                + " used."));
    }

    private static String version(Config.Tls files) throws IOException {
        StringBuilder version = new StringBuilder();
        for (Path file : List.of(files.certificate(), files.key())) {
            version.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file));
        }
        return version.toString();
    }
}
