package org.llamaorch.orchestrator.http.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;

/**
 * Says who sent a request, from its head alone (contract §1, B-MW-010 to 022, B-SEC-005):
 *
 * <ol>
 *   <li>on a loopback bind {@code Host} must name loopback, and a changing request's {@code Origin}
 *       must be ours or allowed;
 *   <li>as long as there never was a key, everybody is {@code localhost}, whatever key was sent;
 *   <li>every key that is sent must be right, neither expired nor revoked;
 *   <li>a right key names the caller;
 *   <li>without one, {@code AUTH_OPTIONAL} lets loopback peers pass that no proxy speaks for, under
 *       the checks of 1: a browser on this machine is such a peer, too;
 *   <li>anybody else has to send one.
 * </ol>
 *
 * Safe from any thread; never blocks.
 */
public final class Authentication {
    private static final String BEARER = "bearer ";

    private final AuthSettings settings;
    private final boolean loopbackBind;

    /**
     * @param bindHost the address the server is bound to
     */
    public Authentication(AuthSettings settings, String bindHost) {
        this.settings = settings;
        this.loopbackBind = Loopback.binds(bindHost);
    }

    /** Judges a request that needs a caller. */
    public Judgement judge(RequestHead head) {
        if (loopbackBind) {
            Optional<Judgement> foreign = foreign(head);
            if (foreign.isPresent()) {
                return foreign.get();
            }
        }
        if (settings.keys().atHome()) {
            return new Judgement.Known(Caller.localhost());
        }
        List<String> bearers = bearers(head.authorizations());
        Caller named = null;
        for (String secret : bearers) {
            ApiKey key = settings.keys().find(secret);
            Optional<Judgement> wrong = wrong(key, AuthCode.BAD_TOKEN, "The bearer token");
            if (key == null || wrong.isPresent()) {
                return wrong.orElseThrow();
            }
            named = key.caller();
        }
        for (String secret : head.apiKeys()) {
            ApiKey key = settings.keys().find(secret);
            Optional<Judgement> wrong = wrong(key, AuthCode.BAD_API_KEY, "X-API-Key");
            if (key == null || wrong.isPresent()) {
                return wrong.orElseThrow();
            }
            named = key.caller();
        }
        return named == null ? keyless(head) : new Judgement.Known(named);
    }

    /**
     * Judges a request that always needs a bearer key, also at home and from loopback (B-CP-050 to
     * 053).
     */
    public Judgement judgeBearer(RequestHead head) {
        Judgement judged = judge(head);
        if (judged instanceof Judgement.Known
                && (settings.keys().atHome() || bearers(head.authorizations()).isEmpty())) {
            return new Judgement.Unknown(
                    AuthCode.MISSING_TOKEN,
                    settings.keys().atHome()
                            ? "This always needs a bearer token and no key is set. Make one with"
                                    + " 'llama-orch key new --scopes node NAME', or set AUTH_TOKEN,"
                                    + " and send it as 'Authorization: Bearer KEY'."
                            : "This always needs a bearer token. Send your key as 'Authorization:"
                                    + " Bearer KEY'.");
        }
        return judged;
    }

    /** Judges a request that needs none: host and origin only; empty when it may go on. */
    public Optional<Judgement> judgeExempt(RequestHead head) {
        return loopbackBind ? foreign(head) : Optional.empty();
    }

    private Judgement keyless(RequestHead head) {
        if (settings.authOptional() && Loopback.isPeer(head.peerAddress()) && !head.forwarded()) {
            return foreign(head).orElseGet(() -> new Judgement.Known(Caller.localhost()));
        }
        return new Judgement.Unknown(
                AuthCode.MISSING_TOKEN,
                "Send your key as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.");
    }

    private Optional<Judgement> foreign(RequestHead head) {
        String host = head.host();
        if (!Loopback.names(host) && (host == null || !settings.allowedHosts().contains(host))) {
            return Optional.of(
                    new Judgement.Foreign(
                            ErrorCode.HOST_NOT_ALLOWED,
                            "The Host header must name this machine, such as localhost or"
                                    + " 127.0.0.1."));
        }
        if (head.changing()) {
            for (String origin : head.origins()) {
                if (!isOurs(origin, head) && !settings.allowedOrigins().contains(origin)) {
                    return Optional.of(
                            new Judgement.Foreign(
                                    ErrorCode.ORIGIN_NOT_ALLOWED,
                                    "Pages of another origin may not change anything here. Allow"
                                            + " the origin in the configuration if it is yours."));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOurs(String origin, RequestHead head) {
        String authority = head.port() < 0 ? head.host() : head.host() + ":" + head.port();
        String name = String.valueOf(authority).toLowerCase(Locale.ROOT);
        String sent = origin.toLowerCase(Locale.ROOT);
        return sent.equals("http://" + name) || sent.equals("https://" + name);
    }

    private static List<String> bearers(List<String> authorizations) {
        List<String> secrets = new ArrayList<>();
        for (String value : authorizations) {
            if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                String secret = value.substring(BEARER.length()).strip();
                if (!secret.isEmpty()) {
                    secrets.add(secret);
                }
            }
        }
        return secrets;
    }

    /** Why the key is not taken; empty when it is. */
    private Optional<Judgement> wrong(@Nullable ApiKey key, AuthCode code, String what) {
        if (key == null) {
            return Optional.of(
                    new Judgement.Unknown(
                            code,
                            what
                                    + " is not a key of this service. Send one that 'llama-orch key"
                                    + " new' printed, or the value of AUTH_TOKEN."));
        }
        return key.over(settings.keys().nowMs()).map(hint -> new Judgement.Unknown(code, hint));
    }
}
