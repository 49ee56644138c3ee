package org.llamaorch.poolmanager.provision.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.provision.Digests;
import org.llamaorch.poolmanager.provision.Folders;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/**
 * Fetches one file, whole or not at all:
 *
 * <ol>
 *   <li>each address on the way is judged by the policy, redirects too
 *   <li>what came earlier of the same content is kept, and only the rest asked for
 *   <li>a file over the size limit, or longer than was told, is refused
 *   <li>a download that breaks off is taken up again, a bounded number of times without progress
 *   <li>the digest is that which was known beforehand or which the hub told; only then does the
 *       file take its name
 * </ol>
 *
 * Blocks; under the entry's lock. Stops when its thread is interrupted.
 */
public final class Download implements AutoCloseable {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int CHUNK_BYTES = 1 << 16;

    private final FetchSettings settings;
    private final FetchPolicy policy;
    private final CloseableHttpClient client;

    public Download(FetchSettings settings) {
        this(settings, InetAddress::getAllByName);
    }

    Download(FetchSettings settings, FetchPolicy.Lookup lookup) {
        this.settings = settings;
        this.policy = new FetchPolicy(settings, lookup);
        this.client =
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setDnsResolver(resolver(policy))
                                        .setDefaultConnectionConfig(
                                                ConnectionConfig.custom()
                                                        .setConnectTimeout(
                                                                Timeout.of(
                                                                        settings.connectTimeout()))
                                                        .setSocketTimeout(
                                                                Timeout.of(settings.silence()))
                                                        .build())
                                        .build())
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableContentCompression()
                        .disableCookieManagement()
                        .setUserAgent("llama-orch")
                        .build();
    }

    private static DnsResolver resolver(FetchPolicy policy) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws java.net.UnknownHostException {
                return policy.addresses(host);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    /** Why nothing can be fetched from there, as a clause; empty when it may. Asks nobody. */
    public Optional<String> refusal(URI uri) {
        return policy.refusal(uri);
    }

    /**
     * Brings the file to {@code target}.
     *
     * @return its SHA-256 in hex
     * @throws ProvisioningFailed with a sentence that says what to do
     */
    public String fetch(Wanted wanted, Path target, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        PartFile part = new PartFile(target);
        long waitMs = settings.backoff().toMillis();
        int triesLeft = settings.tries();
        long before = -1;
        while (true) {
            String broke;
            try {
                return attempt(wanted, part, progress);
            } catch (BrokeOff e) {
                broke = e.reason;
            } catch (FetchPolicy.AddressRefused e) {
                throw refused(wanted, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                broke = e.getClass().getSimpleName() + ": " + e.getMessage();
            }
            long have = size(part.path());
            triesLeft = have > before && before >= 0 ? settings.tries() : triesLeft - 1;
            before = have;
            if (triesLeft <= 0) {
                throw new ProvisioningFailed(
                        Kind.NO_NETWORK,
                        "Fetching "
                                + wanted.title()
                                + " from "
                                + wanted.uri().getHost()
                                + " broke off ("
                                + broke
                                + ") after "
                                + have
                                + " bytes; what came is kept and the rest is fetched when it is"
                                + " tried again.");
            }
            Thread.sleep(waitMs);
            waitMs *= 2;
        }
    }

    /** The download may go on where it broke off. */
    private static final class BrokeOff extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;

        BrokeOff(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }

    private String attempt(Wanted wanted, PartFile part, ProvisioningProgress progress)
            throws IOException, BrokeOff, ProvisioningFailed, InterruptedException {
        long have = part.usable(wanted);
        Hop hop = follow(wanted, have, have > 0 ? part.validator() : null);
        try (ClassicHttpResponse response = hop.response()) {
            if (response.getCode() == 416 && have > 0) { // nothing is left of it, or it changed
                part.discard();
                throw new BrokeOff("the server has nothing behind what came");
            }
            judge(wanted, response);
            String expected = wanted.sha256() != null ? wanted.sha256() : hop.linkedSha256();
            boolean goesOn = response.getCode() == 206 && hop.firstByte() == have && have > 0;
            if (response.getCode() == 206 && !goesOn) {
                part.discard();
                throw new BrokeOff("the server sent another part than was asked for");
            }
            long total = hop.totalBytes();
            checkSize(wanted, hop, total);
            if (!goesOn) {
                have = 0;
                part.begin(wanted, hop.validator());
            }
            Folders.needSpace(
                    part.folder(), Math.max(0, total - have), "to fetch " + wanted.title());
            progress.phase("downloading " + wanted.title(), Math.max(total, 0));
            MessageDigest digest = Sha256.begin();
            if (goesOn) {
                try (InputStream earlier = Files.newInputStream(part.path())) {
                    Digests.copy(
                            earlier, OutputStream.nullOutputStream(), digest, 0, progress::bytes);
                }
            }
            copy(
                    wanted,
                    settings.bytesMax(),
                    part,
                    response.getEntity(),
                    digest,
                    have,
                    total,
                    progress);
            return finish(wanted, part, expected, HexFormat.of().formatHex(digest.digest()));
        }
    }

    private static void copy(
            Wanted wanted,
            long bytesMax,
            PartFile part,
            @Nullable HttpEntity entity,
            MessageDigest digest,
            long have,
            long total,
            ProvisioningProgress progress)
            throws IOException, BrokeOff, ProvisioningFailed, InterruptedException {
        if (entity == null) {
            throw new BrokeOff("the server sent nothing");
        }
        long done = have;
        long most = total >= 0 ? total : bytesMax;
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream in = entity.getContent();
                OutputStream out =
                        Files.newOutputStream(
                                part.path(), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (done + read > most) {
                    throw tooMuch(wanted, part, most);
                }
                out.write(chunk, 0, read);
                digest.update(chunk, 0, read);
                done += read;
                progress.bytes(done);
            }
        }
        if (done < total) {
            throw new BrokeOff("it ended " + (total - done) + " bytes early");
        }
    }

    private static ProvisioningFailed tooMuch(Wanted wanted, PartFile part, long most)
            throws IOException {
        part.discard();
        return new ProvisioningFailed(
                Kind.WRONG_HASH,
                "The server sends more than the "
                        + most
                        + " bytes that "
                        + wanted.title()
                        + " may have; what came was removed.");
    }

    private String finish(Wanted wanted, PartFile part, @Nullable String expected, String found)
            throws IOException, ProvisioningFailed {
        if (expected != null && !expected.equals(found)) {
            part.discard();
            throw new ProvisioningFailed(
                    Kind.WRONG_HASH,
                    "The file fetched for "
                            + wanted.title()
                            + " has the digest sha256:"
                            + found
                            + " instead of sha256:"
                            + expected
                            + "; it was refused and removed.");
        }
        part.complete();
        return found;
    }

    private Hop follow(Wanted wanted, long have, @Nullable String validator)
            throws IOException, ProvisioningFailed {
        URI uri = wanted.uri();
        String linkedSha256 = null;
        long linkedBytes = -1;
        for (int hop = 0; hop <= settings.redirectsMax(); hop++) {
            Optional<String> refusal = policy.refusal(uri); // 1
            if (refusal.isPresent()) {
                throw refused(wanted, refusal.get());
            }
            HttpGet get = new HttpGet(uri);
            get.setHeader("Accept-Encoding", "identity");
            if (have > 0) { // 2
                get.setHeader("Range", "bytes=" + have + "-");
                if (validator != null) {
                    get.setHeader("If-Range", validator);
                }
            }
            ClassicHttpResponse response = client.executeOpen(null, get, null);
            if (wanted.linked() && linkedSha256 == null) {
                linkedSha256 = Hop.sha256(response);
                linkedBytes = Hop.number(response, "X-Linked-Size");
            }
            String location = Hop.text(response, "Location");
            if (!REDIRECTS.contains(response.getCode()) || location == null) {
                return new Hop(response, linkedSha256, linkedBytes);
            }
            response.close();
            uri = resolved(wanted, uri, location);
        }
        throw refused(wanted, "it redirects more than " + settings.redirectsMax() + " times");
    }

    private static URI resolved(Wanted wanted, URI from, String location)
            throws ProvisioningFailed {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException _) {
            throw refused(wanted, "it redirects to what is no address");
        }
    }

    /** What the status means where no file comes with it. */
    private static void judge(Wanted wanted, ClassicHttpResponse response)
            throws BrokeOff, ProvisioningFailed {
        int status = response.getCode();
        if (status == 200 || status == 206) {
            return;
        }
        if (status == 429 || status >= 500) {
            throw new BrokeOff("the server answers " + status);
        }
        throw new ProvisioningFailed(
                Kind.BAD_MODEL,
                switch (status) {
                    case 401, 403 ->
                            "The server does not give out "
                                    + wanted.title()
                                    + " ("
                                    + status
                                    + "): it may need a licence to be accepted or an account; fetch"
                                    + " it by hand and name the file.";
                    case 404, 410 ->
                            "There is no " + wanted.title() + " at " + wanted.uri().getHost() + ".";
                    default ->
                            "The server answers "
                                    + status
                                    + " when it is asked for "
                                    + wanted.title()
                                    + ".";
                });
    }

    private void checkSize(Wanted wanted, Hop hop, long total) throws ProvisioningFailed { // 3
        if (total > settings.bytesMax()) {
            throw new ProvisioningFailed(
                    Kind.BAD_MODEL,
                    wanted.title()
                            + " is "
                            + total
                            + " bytes large and fetch.bytes_max allows "
                            + settings.bytesMax()
                            + ".");
        }
        if (hop.linkedBytes() >= 0 && total >= 0 && hop.linkedBytes() != total) {
            throw new ProvisioningFailed(
                    Kind.WRONG_HASH,
                    "The server sends "
                            + total
                            + " bytes for "
                            + wanted.title()
                            + " and the hub says "
                            + hop.linkedBytes()
                            + "; it was refused.");
        }
    }

    private static ProvisioningFailed refused(Wanted wanted, String clause) {
        return new ProvisioningFailed(
                Kind.NO_FETCHER, "Fetching " + wanted.title() + " is not allowed: " + clause + ".");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
