package org.llamaorch.orchestrator.daemon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.http.auth.ApiKey;
import org.llamaorch.orchestrator.http.auth.KeyRing;
import org.llamaorch.orchestrator.keys.KeyFile;
import org.llamaorch.orchestrator.keys.KeyFileRefused;
import org.llamaorch.orchestrator.keys.KeyGrant;
import org.llamaorch.orchestrator.keys.KeySecret;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.observe.Narrator;

/**
 * The keys of AUTH_TOKEN, the configuration and the keys file together. The file is looked at again
 * and again, so that keys are made, rotated and revoked without a restart (B-SEC-004); a file that
 * cannot be used, or is gone, changes nothing. Guarded by its lock; reading blocks for the disk.
 */
final class CallerKeys {

    private final KeyFile file;
    private List<KeyGrant> configured;
    private final @Nullable String authToken;
    private Spending sessionBudget;
    private final KeyRing ring;
    private List<KeyGrant> ofFile;
    private Optional<String> version;

    private CallerKeys(KeyFile file, Config.Access access, LongSupplier clock) {
        this.file = file;
        this.configured = access.keys();
        this.authToken = access.authToken();
        this.sessionBudget = access.sessionBudget();
        this.version = file.version();
        this.ofFile = file.read();
        refuseTwice(configured, ofFile);
        this.ring = new KeyRing(keys(), clock);
    }

    /**
     * Reads the keys file.
     *
     * @param clock epoch milliseconds that the keys expire by; one that is set back revives none
     * @throws StartRefused when it cannot be used
     */
    static CallerKeys open(Config config, LongSupplier clock) {
        Config.Access access = config.access();
        KeyFile file =
                new KeyFile(
                        access.keysFile() == null
                                ? config.home().resolve(KeyFile.NAME)
                                : access.keysFile());
        try {
            return new CallerKeys(file, access, clock);
        } catch (KeyFileRefused e) {
            throw new StartRefused(
                    StartRefused.UNSAFE, "KEYS_UNUSABLE", String.valueOf(e.getMessage()), e);
        }
    }

    /** The keys that are known now, whichever those are. */
    KeyRing ring() {
        return ring;
    }

    /** Whether there is any key, also one that is not taken any more. */
    synchronized boolean any() {
        return authToken != null || !configured.isEmpty() || !ofFile.isEmpty();
    }

    /** What the callers may do. */
    synchronized Event.CallersConfigured limits() {
        List<CallerLimits> limits = new ArrayList<>();
        for (KeyGrant grant : grants()) {
            limits.add(
                    new CallerLimits(
                            grant.name(),
                            grant.ratePerSecond(),
                            grant.burst(),
                            grant.concurrency(),
                            grant.budget(),
                            sessionBudget));
        }
        return new Event.CallersConfigured(limits, sessionBudget);
    }

    /**
     * Looks whether the file has changed; what has is in force when this returns, and told.
     *
     * @param limited is told the new limits of callers
     */
    synchronized void look(Consumer<Event> limited, Narrator narrator) {
        try {
            Optional<String> now = file.version();
            if (now.equals(version)) {
                return;
            }
            version = now;
            if (now.isEmpty()) {
                narrator.keysKept("The keys file " + file.path() + " is gone.");
                return;
            }
            List<KeyGrant> before = ofFile;
            List<KeyGrant> read = file.read();
            refuseTwice(configured, read);
            ofFile = read;
            ring.replace(keys());
            limited.accept(limits());
            tell(before, read, narrator);
        } catch (KeyFileRefused e) {
            narrator.keysKept(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Whether these keys of the configuration may stand beside those of the file.
     *
     * @throws KeyFileRefused when they may not
     */
    synchronized void check(List<KeyGrant> others) {
        refuseTwice(others, ofFile);
    }

    /** From now on these are the keys of the configuration, and this the bound of sessions. */
    synchronized void take(Config.Access access, Core core, Narrator narrator) {
        List<KeyGrant> before = configured;
        configured = access.keys();
        sessionBudget = access.sessionBudget();
        ring.replace(keys());
        core.post(limits());
        tell(before, configured, narrator);
    }

    private void refuseTwice(List<KeyGrant> configured, List<KeyGrant> read) {
        for (KeyGrant one : configured) {
            if (read.stream().anyMatch(other -> other.name().equals(one.name()))) {
                throw new KeyFileRefused(
                        "The key "
                                + one.name()
                                + " is in the configuration and in the keys file "
                                + file.path()
                                + ".");
            }
        }
    }

    private List<KeyGrant> grants() {
        List<KeyGrant> all = new ArrayList<>(configured);
        all.addAll(ofFile);
        return all;
    }

    private List<ApiKey> keys() {
        List<ApiKey> keys = new ArrayList<>();
        if (authToken != null) {
            keys.add(ApiKey.authToken(authToken));
        }
        for (KeyGrant grant : grants()) {
            for (KeySecret secret : grant.secrets()) {
                keys.add(
                        ApiKey.of(
                                grant.name(),
                                HexFormat.of().parseHex(secret.sha256()),
                                grant.scopes(),
                                grant.priority(),
                                secret.expiresMs() == 0 ? Long.MAX_VALUE : secret.expiresMs(),
                                secret.revokedMs() > 0));
            }
        }
        return keys;
    }

    private record Known(String name, KeySecret secret) {}

    private static void tell(List<KeyGrant> before, List<KeyGrant> after, Narrator narrator) {
        Map<String, Known> old = byHash(before);
        Map<String, Known> now = byHash(after);
        now.forEach((hash, known) -> {
            Known was = old.get(hash);
            if (was == null) {
                narrator.keyMade(known.name(), known.secret().fingerprint());
            } else if (known.secret().revokedMs() > 0 && was.secret().revokedMs() == 0) {
                narrator.keyRevoked(known.name(), known.secret().fingerprint());
            }
        });
        old.forEach((hash, known) -> {
            if (!now.containsKey(hash) && known.secret().revokedMs() == 0) {
                narrator.keyRevoked(known.name(), known.secret().fingerprint());
            }
        });
        for (KeyGrant one : after) {
            before.stream()
                    .filter(was -> was.name().equals(one.name()) && !sameRights(was, one))
                    .findFirst()
                    .ifPresent(_ -> narrator.keyChanged(one.name()));
        }
    }

    private static Map<String, Known> byHash(List<KeyGrant> grants) {
        Map<String, Known> byHash = new HashMap<>();
        for (KeyGrant grant : grants) {
            for (KeySecret secret : grant.secrets()) {
                byHash.put(secret.sha256(), new Known(grant.name(), secret));
            }
        }
        return byHash;
    }

    private static boolean sameRights(KeyGrant one, KeyGrant other) {
        return one.scopes().equals(other.scopes())
                && one.priority() == other.priority()
                && one.ratePerSecond() == other.ratePerSecond()
                && one.burst() == other.burst()
                && one.concurrency() == other.concurrency()
                && one.budget().equals(other.budget());
    }
}
