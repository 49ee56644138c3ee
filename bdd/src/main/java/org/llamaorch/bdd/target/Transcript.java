package org.llamaorch.bdd.target;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the scenario of a thread asked and was answered, as text. Keys are masked, long bodies cut,
 * the same again is counted only. Bounded; confined to its thread.
 */
public final class Transcript {

    private static final int BODY_MAX = 4_000;
    private static final int TOTAL_MAX = 1_000_000;
    private static final Set<String> SECRET = Set.of("authorization", "x-api-key");
    private static final ThreadLocal<Transcript> CURRENT = ThreadLocal.withInitial(Transcript::new);

    private final StringBuilder text = new StringBuilder();
    private String last = "";
    private int again;

    /** That of this thread's scenario. */
    public static Transcript current() {
        return CURRENT.get();
    }

    /** Everything so far; begins anew. */
    public static String take() {
        Transcript transcript = CURRENT.get();
        CURRENT.remove();
        transcript.countAgain();
        return transcript.text.toString();
    }

    void note(
            String method,
            String path,
            Map<String, String> headers,
            byte @Nullable [] body,
            Answer answer) {
        StringBuilder exchange = new StringBuilder();
        exchange.append("> ").append(method).append(' ').append(path).append('\n');
        headers.forEach((name, value) ->
                exchange.append("> ")
                        .append(name)
                        .append(": ")
                        .append(isSecret(name) ? "****" : value)
                        .append('\n'));
        if (body != null) {
            exchange.append(cut(new String(body, StandardCharsets.UTF_8))).append('\n');
        }
        exchange.append("< ").append(answer.status()).append('\n');
        String what = exchange + cut(answer.text()) + '\n';
        if (what.equals(last)) {
            again++;
            return;
        }
        countAgain();
        last = what;
        answer.headers()
                .forEach((name, values) ->
                        exchange.append("< ")
                                .append(name)
                                .append(": ")
                                .append(String.join(", ", values))
                                .append('\n'));
        if (text.length() < TOTAL_MAX) {
            text.append(exchange).append(cut(answer.text())).append("\n\n");
        }
    }

    private void countAgain() {
        if (again > 0) {
            text.append("(and ").append(again).append(" times the same)\n\n");
            again = 0;
        }
    }

    private static boolean isSecret(String name) {
        return SECRET.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String cut(String body) {
        return body.length() <= BODY_MAX
                ? body
                : body.substring(0, BODY_MAX) + "… (" + body.length() + " characters)";
    }
}
