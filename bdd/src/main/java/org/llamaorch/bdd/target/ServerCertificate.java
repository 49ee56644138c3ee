package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for this machine that no known authority signed, as files: what a server shows and
 * what its clients are told to trust.
 *
 * @param store PKCS 12 with key and certificate, under {@link #PASSWORD}
 * @param certificate PEM
 * @param key PEM
 */
public record ServerCertificate(Path store, Path certificate, Path key) {

    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "server";

    /** Makes one in {@code folder} with the JDK's own tool. */
    public static ServerCertificate make(Path folder, String name) {
        return make(folder, name, "localhost");
    }

    /** The same for a host of this name. */
    public static ServerCertificate make(Path folder, String name, String host) {
        Path store = folder.resolve(name + ".p12");
        Path log = folder.resolve(name + "-keytool.log");
        try {
            Process tool =
                    new ProcessBuilder(
                                    List.of(
                                            Path.of(
                                                            System.getProperty("java.home"),
                                                            "bin",
                                                            "keytool")
                                                    .toString(),
                                            // It lives for a moment.
                                            "-J-XX:+UseSerialGC",
                                            "-J-XX:TieredStopAtLevel=1",
                                            "-genkeypair",
                                            "-alias",
                                            ALIAS,
                                            "-keyalg",
                                            "EC",
                                            "-dname",
                                            "CN=" + name,
                                            "-ext",
                                            "bc=ca:true",
                                            "-ext",
                                            "san=ip:127.0.0.1,dns:" + host,
                                            "-keystore",
                                            store.toString(),
                                            "-storetype",
                                            "PKCS12",
                                            "-storepass",
                                            PASSWORD))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!tool.waitFor(60, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                throw new AssertionError(Files.readString(log));
            }
            KeyStore keys = read(store);
            Key key = keys.getKey(ALIAS, PASSWORD.toCharArray());
            return new ServerCertificate(
                    store,
                    pem(
                            folder.resolve(name + ".pem"),
                            "CERTIFICATE",
                            keys.getCertificate(ALIAS).getEncoded()),
                    pem(folder.resolve(name + "-key.pem"), "PRIVATE KEY", key.getEncoded()));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("the JDK cannot make a certificate", cause);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a certificate was made", cause);
        }
    }

    /** For a server that shows it and for clients that trust it and nothing else. */
    public SSLContext context() {
        try {
            KeyStore keys = read(store);
            KeyManagerFactory shown =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(keys, PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("the certificate cannot be used", cause);
        }
    }

    private static KeyStore read(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static Path pem(Path file, String kind, byte[] encoded) throws IOException {
        String base64 =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(encoded);
        return Files.writeString(
                file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }
}
