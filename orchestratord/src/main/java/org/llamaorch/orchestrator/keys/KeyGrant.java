package org.llamaorch.orchestrator.keys;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;
import org.llamaorch.core.budget.Budget;

/**
 * A key: its name, which tasks, sessions and artifacts belong to and rotation keeps, what it allows
 * (contract §1, B-SEC-001 to 004), and its secrets.
 *
 * @param priority the highest class its tasks queue in
 * @param ratePerSecond new tasks a second; 0 for any number
 * @param burst new tasks at once after a pause
 * @param concurrency tasks that live at once; 0 for any number
 */
public record KeyGrant(
        String name,
        Set<Scope> scopes,
        Priority priority,
        double ratePerSecond,
        int burst,
        int concurrency,
        Budget budget,
        List<KeySecret> secrets) {

    /** What names look like: 1 to 64 characters. */
    public static final String NAMES = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";

    private static final Set<String> TAKEN = Set.of("localhost", "AUTH_TOKEN");

    public KeyGrant {
        if (!name.matches(NAMES) || TAKEN.contains(name)) {
            throw new IllegalArgumentException(
                    "a key's name has 1 to 64 letters, digits, '.', '_', '@' or '-', and is neither"
                            + " localhost nor AUTH_TOKEN");
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("a key needs a scope: data, control or node");
        }
        if (!(ratePerSecond >= 0) || ratePerSecond > 1e6 || burst < 0 || concurrency < 0) {
            throw new IllegalArgumentException("rate, burst and concurrency must not be negative");
        }
        scopes = Set.copyOf(EnumSet.copyOf(scopes));
        burst = ratePerSecond > 0 ? Math.max(1, burst) : 0;
        secrets = List.copyOf(secrets);
    }

    /** The same with one more secret. */
    public KeyGrant with(KeySecret secret) {
        List<KeySecret> more = new ArrayList<>(secrets);
        more.add(secret);
        return withSecrets(more);
    }

    /** The same with every secret revoked that has this fingerprint, or all where it is empty. */
    public KeyGrant revoked(String fingerprint, long atMs) {
        return withSecrets(
                secrets.stream()
                        .map(secret ->
                                fingerprint.isEmpty() || secret.fingerprint().equals(fingerprint)
                                        ? secret.revoked(atMs)
                                        : secret)
                        .toList());
    }

    private KeyGrant withSecrets(List<KeySecret> others) {
        return new KeyGrant(
                name, scopes, priority, ratePerSecond, burst, concurrency, budget, others);
    }
}
