package org.llamaorch.orchestrator.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.redaction.Redaction;
import org.slf4j.event.KeyValuePair;

/**
 * A record as a line of JSON: {@code ts}, {@code level}, the record's fields, {@code human}, and
 * {@code stack} where something was thrown; every text redacted. Written by hand: a JSON library
 * would have to be loaded before the first line. Safe from any thread.
 */
final class JsonLines extends LineEncoder {

    /** How a key is named where the key itself must not stand (contract §1): no secret to mask. */
    private static final Pattern IDENTITY = Pattern.compile("token:[0-9a-f]{6}");

    private static final String EMITTED_BY = "emitted_by";
    private static final int LINE_CHARS_FIRST = 512;

    private final String emittedBy;

    JsonLines(String emittedBy) {
        this.emittedBy = emittedBy;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(LINE_CHARS_FIRST);
        line.append("{\"ts\":\"").append(Instant.ofEpochMilli(event.getTimeStamp())).append('"');
        text(line, "level", event.getLevel().toString());
        text(line, "human", Redaction.redact(event.getFormattedMessage()));
        boolean emitter = false;
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            for (KeyValuePair field : fields) {
                emitter |= field.key.equals(EMITTED_BY);
                field(line, field.key, field.value);
            }
        }
        if (!emitter) {
            text(line, EMITTED_BY, emittedBy);
        }
        text(line, "logger", event.getLoggerName());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            text(line, "stack", Redaction.redact(ThrowableProxyUtil.asString(thrown)));
        }
        return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void field(StringBuilder line, String name, @Nullable Object value) {
        switch (value) {
            case null -> {
                // Absent members are left out.
            }
            case Boolean truth -> name(line, name).append(truth);
            case Double number when !Double.isFinite(number) -> text(line, name, "" + number);
            case Number number -> name(line, name).append(number);
            default -> text(line, name, value(name, value.toString()));
        }
    }

    /** A field of its own is a place for secrets too: its name says what its value is. */
    static String value(String name, String value) {
        if (name.equals("identity") && IDENTITY.matcher(value).matches()) {
            return value;
        }
        String pair = name + ": " + value;
        String redacted = Redaction.redact(pair);
        return redacted.startsWith(name + ": ")
                ? redacted.substring(name.length() + 2)
                : Redaction.redact(value);
    }

    private static StringBuilder name(StringBuilder line, String name) {
        line.append(",\"");
        escape(line, name);
        return line.append("\":");
    }

    private static void text(StringBuilder line, String name, String value) {
        name(line, name).append('"');
        escape(line, value);
        line.append('"');
    }

    private static void escape(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                        line.append("\\u%04x".formatted((int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
    }
}
