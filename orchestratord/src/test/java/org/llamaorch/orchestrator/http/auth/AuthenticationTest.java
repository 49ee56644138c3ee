package org.llamaorch.orchestrator.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;

/** Who a request's head says its sender is (B-MW-010 to 022, B-SEC-005). */
final class AuthenticationTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final Authentication home = new Authentication(AuthProfiles.home(), "127.0.0.1");
    private final Authentication keyed =
            new Authentication(AuthProfiles.withToken(KEY, false), "127.0.0.1");
    private final Authentication optional =
            new Authentication(AuthProfiles.withToken(KEY, true), "0.0.0.0");

    private static final class Head {
        boolean changing;
        @Nullable String host = "localhost";
        int port = 8080;
        List<String> origins = List.of();
        List<String> authorizations = List.of();
        List<String> apiKeys = List.of();
        boolean forwarded;
        String peer = "127.0.0.1";

        RequestHead build() {
            return new RequestHead(
                    changing, host, port, origins, authorizations, apiKeys, forwarded, peer);
        }
    }

    private static String caller(Judgement judgement) {
        return judgement instanceof Judgement.Known known
                ? known.caller().name()
                : judgement.toString();
    }

    private static @Nullable AuthCode code(Judgement judgement) {
        return judgement instanceof Judgement.Unknown unknown ? unknown.code() : null;
    }

    private static @Nullable ErrorCode foreign(Judgement judgement) {
        return judgement instanceof Judgement.Foreign foreign ? foreign.code() : null;
    }

    @Test
    void atHomeEverybodyIsLocalhostWhateverKeyWasSent() {
        Head head = new Head();
        head.authorizations = List.of("Bearer sk-anything");

        Judgement judgement = home.judge(head.build());

        assertThat(caller(judgement)).isEqualTo("localhost");
        assertThat(((Judgement.Known) judgement).caller().scopes())
                .containsExactlyInAnyOrder(Scope.DATA, Scope.CONTROL);
    }

    @Test
    void aRightKeyPassesByEitherHeader() {
        Head bearer = new Head();
        bearer.authorizations = List.of("bearer  " + KEY);
        Head apiKey = new Head();
        apiKey.apiKeys = List.of(KEY);

        assertThat(caller(keyed.judge(bearer.build()))).isEqualTo("AUTH_TOKEN");
        assertThat(caller(keyed.judge(apiKey.build()))).isEqualTo("AUTH_TOKEN");
        assertThat(((Judgement.Known) keyed.judge(apiKey.build())).caller().identity())
                .matches("token:[0-9a-f]{6}");
    }

    @Test
    void tellsMissingAndWrongKeysApart() {
        Head wrongBearer = new Head();
        wrongBearer.authorizations = List.of("Bearer nope");
        Head wrongKey = new Head();
        wrongKey.apiKeys = List.of("nope");
        Head basic = new Head();
        basic.authorizations = List.of("Basic dTpw");
        Head mixed = new Head();
        mixed.authorizations = List.of("Bearer " + KEY);
        mixed.apiKeys = List.of("nope");

        assertThat(code(keyed.judge(new Head().build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(keyed.judge(basic.build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(keyed.judge(wrongBearer.build()))).isEqualTo(AuthCode.BAD_TOKEN);
        assertThat(code(keyed.judge(wrongKey.build()))).isEqualTo(AuthCode.BAD_API_KEY);
        assertThat(code(keyed.judge(mixed.build()))).isEqualTo(AuthCode.BAD_API_KEY);
    }

    @Test
    void optionalKeysLetLoopbackPeersPassThatNoProxySpeaksFor() {
        Head local = new Head();
        Head mapped = new Head();
        mapped.peer = "::ffff:127.0.0.1";
        Head proxied = new Head();
        proxied.forwarded = true;
        Head remote = new Head();
        remote.peer = "192.0.2.7";
        Head wrong = new Head();
        wrong.authorizations = List.of("Bearer nope");
        Head rebound = new Head();
        rebound.host = "evil.example";

        assertThat(caller(optional.judge(local.build()))).isEqualTo("localhost");
        assertThat(caller(optional.judge(mapped.build()))).isEqualTo("localhost");
        assertThat(code(optional.judge(proxied.build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(optional.judge(remote.build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(optional.judge(wrong.build()))).isEqualTo(AuthCode.BAD_TOKEN);
        assertThat(foreign(optional.judge(rebound.build()))).isEqualTo(ErrorCode.HOST_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "0.0.0.0",
                "192.168.1.4",
                "[::2]",
                "::1.evil"
            })
    void onALoopbackBindHostMustNameLoopback(String host) {
        Head head = new Head();
        head.host = host;

        assertThat(foreign(home.judge(head.build()))).isEqualTo(ErrorCode.HOST_NOT_ALLOWED);
        assertThat(home.judgeExempt(head.build())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "[::1]", "::1"})
    void loopbackNamesPass(String host) {
        Head head = new Head();
        head.host = host;

        assertThat(caller(home.judge(head.build()))).isEqualTo("localhost");
    }

    @Test
    void aMissingHostIsNotLoopback() {
        Head head = new Head();
        head.host = null;

        assertThat(foreign(home.judge(head.build()))).isEqualTo(ErrorCode.HOST_NOT_ALLOWED);
    }

    @Test
    void pagesOfOtherOriginsMayLookButNotChange() {
        Head head = new Head();
        head.origins = List.of("https://evil.example");
        assertThat(caller(home.judge(head.build()))).isEqualTo("localhost");

        head.changing = true;
        assertThat(foreign(home.judge(head.build()))).isEqualTo(ErrorCode.ORIGIN_NOT_ALLOWED);

        head.origins = List.of("null");
        assertThat(foreign(home.judge(head.build()))).isEqualTo(ErrorCode.ORIGIN_NOT_ALLOWED);

        head.origins = List.of("http://localhost:3000");
        assertThat(foreign(home.judge(head.build()))).isEqualTo(ErrorCode.ORIGIN_NOT_ALLOWED);

        head.origins = List.of("http://localhost:8080");
        assertThat(caller(home.judge(head.build()))).isEqualTo("localhost");
    }

    @Test
    void allowedHostsAndOriginsPass() {
        AuthSettings settings =
                new AuthSettings(
                        new KeyRing(List.of()),
                        false,
                        Set.of("box.lan"),
                        Set.of("https://page.example"),
                        true);
        Head head = new Head();
        head.host = "box.lan";
        head.changing = true;
        head.origins = List.of("https://page.example");

        assertThat(caller(new Authentication(settings, "127.0.0.1").judge(head.build())))
                .isEqualTo("localhost");
    }

    @Test
    void refusesToBindBeyondLoopbackWithoutAKey() {
        assertThat(refusal("127.0.0.1", false)).isEmpty();
        assertThat(refusal("::1", false)).isEmpty();
        assertThat(refusal("localhost", false)).isEmpty();
        assertThat(refusal("0.0.0.0", true)).isEmpty();
        assertThat(refusal("0.0.0.0", false))
                .hasValueSatisfying(line ->
                        assertThat(line)
                                .contains("NON_LOOPBACK_WITHOUT_TOKEN", "40301")
                                .contains("AUTH_TOKEN", "ORCHD_ADDR")
                                .doesNotContain("\n"));
        assertThat(refusal("host.example", false)).isPresent();
    }

    @Test
    void shortKeysAreRefusedOrWarnedAboutAndNeverShown() {
        assertThat(ApiKey.refusal("a".repeat(15)))
                .hasValueSatisfying(line -> assertThat(line).doesNotContain("aaa"));
        assertThat(ApiKey.refusal("a".repeat(16))).isEmpty();
        assertThat(ApiKey.refusal("a".repeat(20) + "\n")).isPresent();
        assertThat(ApiKey.warning("a".repeat(31))).isPresent();
        assertThat(ApiKey.warning("a".repeat(32))).isEmpty();
        assertThat(ApiKey.authToken(KEY).toString()).doesNotContain(KEY);
    }

    @Test
    void nodesAndWorkersNeedABearerKeyAlsoAtHomeAndFromLoopback() {
        Head none = new Head();
        Head other = new Head();
        other.apiKeys = List.of(KEY);
        Head wrong = new Head();
        wrong.authorizations = List.of("Bearer " + KEY.replace('0', '1'));
        Head right = new Head();
        right.authorizations = List.of("Bearer " + KEY);

        assertThat(code(home.judgeBearer(right.build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(keyed.judgeBearer(none.build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(optional.judgeBearer(none.build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(keyed.judgeBearer(other.build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(keyed.judgeBearer(wrong.build()))).isEqualTo(AuthCode.BAD_TOKEN);
        assertThat(caller(keyed.judgeBearer(right.build()))).isEqualTo("AUTH_TOKEN");
    }

    private static ApiKey named(String name, String secret, long expiresAtMs, boolean revoked) {
        return ApiKey.of(
                name,
                ApiKey.sha256(secret),
                Set.of(Scope.DATA),
                Priority.INTERACTIVE,
                expiresAtMs,
                revoked);
    }

    private static Head bearer(String secret) {
        Head head = new Head();
        head.authorizations = List.of("Bearer " + secret);
        return head;
    }

    @Test
    void takesNoKeyThatHasExpiredOrWasRevokedAndSaysWhich() {
        AtomicLong nowMs = new AtomicLong(4_999);
        KeyRing ring =
                new KeyRing(
                        List.of(
                                named("app", "old", Long.MAX_VALUE, true),
                                named("app", "young", 5_000, false)),
                        nowMs::get);
        Authentication both =
                new Authentication(
                        new AuthSettings(ring, false, Set.of(), Set.of(), true), "127.0.0.1");

        assertThat(caller(both.judge(bearer("young").build()))).isEqualTo("app");
        assertThat(both.judge(bearer("old").build()))
                .isEqualTo(
                        new Judgement.Unknown(
                                AuthCode.BAD_TOKEN, "This key was revoked; ask for another one."));
        nowMs.set(5_000);
        assertThat(both.judge(bearer("young").build()))
                .isEqualTo(
                        new Judgement.Unknown(
                                AuthCode.BAD_TOKEN, "This key has expired; ask for another one."));
    }

    @Test
    void aDaemonThatHadAKeyDoesNotOpenUpWhenItIsGone() {
        KeyRing ring = new KeyRing(List.of());
        Authentication changing =
                new Authentication(
                        new AuthSettings(ring, false, Set.of(), Set.of(), true), "127.0.0.1");
        assertThat(caller(changing.judge(new Head().build()))).isEqualTo("localhost");

        ring.replace(List.of(named("app", "secret", Long.MAX_VALUE, false)));
        assertThat(code(changing.judge(new Head().build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(caller(changing.judge(bearer("secret").build()))).isEqualTo("app");

        ring.replace(List.of());
        assertThat(code(changing.judge(new Head().build()))).isEqualTo(AuthCode.MISSING_TOKEN);
        assertThat(code(changing.judge(bearer("secret").build()))).isEqualTo(AuthCode.BAD_TOKEN);
    }

    private static java.util.Optional<String> refusal(String host, boolean keyConfigured) {
        return BindPolicy.refusal(host, keyConfigured, "ORCHD_ADDR=127.0.0.1:8080");
    }
}
