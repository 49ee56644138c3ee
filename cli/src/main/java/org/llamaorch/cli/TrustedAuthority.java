package org.llamaorch.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Connections that trust the certificates of a file, and those alone. */
final class TrustedAuthority {

    private TrustedAuthority() {}

    /**
     * What opens such connections; the host must still be the certificate's.
     *
     * @param file PEM with one certificate or several: of an authority, or of the server itself
     */
    static SSLSocketFactory of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw unusable(file, "it holds no certificate", null);
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry(Integer.toString(number++), certificate);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException wrong) {
            throw unusable(file, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static CommandFailure unusable(Path file, String why, @Nullable Exception cause) {
        String sentence =
                "the certificates in " + file + " cannot be used (" + why + "); PEM is needed.";
        return cause == null
                ? new CommandFailure(ExitCode.USAGE, sentence)
                : new CommandFailure(ExitCode.USAGE, sentence, cause);
    }
}
