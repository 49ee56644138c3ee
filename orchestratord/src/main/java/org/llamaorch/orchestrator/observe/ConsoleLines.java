package org.llamaorch.orchestrator.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.llamaorch.contracts.redaction.Redaction;
import org.slf4j.event.KeyValuePair;

/**
 * A record as a line for people: time, level where it is not ordinary, the sentence, and the few
 * fields that tell which task or pool is meant. Safe from any thread.
 */
final class ConsoleLines extends LineEncoder {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    /** Fields a person looks for; the JSON form has all of them. */
    private static final Set<String> SHOWN =
            Set.of("task_id", "pool_id", "replica_id", "error_kind", "cause", "target");

    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";

    private final boolean colour;

    ConsoleLines(boolean colour) {
        this.colour = colour;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        painted(line, DIM, TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.append(' ');
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            painted(line, RED, "error ");
        } else if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            painted(line, YELLOW, "warning ");
        }
        line.append(oneLine(Redaction.redact(event.getFormattedMessage())));
        fields(line, event.getKeyValuePairs());
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(Redaction.redact(ThrowableProxyUtil.asString(thrown)));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void fields(StringBuilder line, List<KeyValuePair> pairs) {
        if (pairs == null) {
            return;
        }
        StringBuilder shown = new StringBuilder();
        for (KeyValuePair pair : pairs) {
            if (pair.value != null && SHOWN.contains(pair.key)) {
                shown.append("  ")
                        .append(pair.key)
                        .append('=')
                        .append(oneLine(JsonLines.value(pair.key, pair.value.toString())));
            }
        }
        if (!shown.isEmpty()) {
            painted(line, DIM, shown.toString());
        }
    }

    private void painted(StringBuilder line, String paint, String text) {
        if (colour) {
            line.append(paint).append(text).append(PLAIN);
        } else {
            line.append(text);
        }
    }

    /** Control characters of a record must not move the reader's cursor or forge a line. */
    private static String oneLine(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(Character.isISOControl(c) ? ' ' : c);
        }
        return plain.toString();
    }
}
