package org.llamaorch.orchestrator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.llamaorch.contracts.redaction.Redaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** ORCH-3302, ORCH-3303, B-SEC-006. */
@Isolated("The log is the whole program's.")
class LogsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Logger log = LoggerFactory.getLogger(LogsTest.class);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void writesValidJsonALineWhateverARecordHolds() {
        SplittableRandom random = new SplittableRandom(5);
        String letters = "aé\u0130\u2028\uD83D\uDE00\uD83D\"\\\n\r\t\u0000\u001b{}";
        try (Logs _ = Logs.start(settings(LogSettings.Format.JSON, false, 10_000), out)) {
            for (int i = 0; i < 500; i++) {
                StringBuilder text = new StringBuilder();
                for (int c = 0; c < 20; c++) {
                    text.append(letters.charAt(random.nextInt(letters.length())));
                }
                log.atInfo()
                        .addKeyValue("tokens_out", i)
                        .addKeyValue("ratio", i % 2 == 0 ? 0.5 : Double.NaN)
                        .addKeyValue("warm", true)
                        .addKeyValue("target", text)
                        .log("human " + text);
            }
        }
        int i = 0;
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode record = JSON.readTree(line);
            assertThat(record.path("tokens_out").intValue()).isEqualTo(i++);
            assertThat(record.path("warm").booleanValue()).isTrue();
            assertThat(record.path("human").stringValue())
                    .isEqualTo("human " + record.path("target").stringValue());
        }
        assertThat(i).isEqualTo(500);
    }

    @Test
    void masksSecretsInSentencesFieldsAndStacksOfBothForms() {
        String secret = "opensesame-0123456789";
        for (LogSettings.Format format : LogSettings.Format.values()) {
            try (Logs _ = Logs.start(settings(format, false, 100), out)) {
                log.atWarn()
                        .addKeyValue("cause", "X-API-Key: " + secret)
                        .addKeyValue("api_key", secret)
                        .setCause(new IllegalStateException("password=" + secret))
                        .log("a caller sends Authorization: Bearer " + secret);
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .doesNotContain(secret)
                .contains(Redaction.mask(secret))
                .contains("\"api_key\":\"" + Redaction.mask(secret) + "\"");
    }

    @Test
    void writesAShortLineForPeopleColouredOnlyWhereAsked() {
        try (Logs _ = Logs.start(settings(LogSettings.Format.CONSOLE, false, 100), out)) {
            log.atWarn()
                    .addKeyValue("pool_id", "default\nforged")
                    .addKeyValue("correlation_id", "hidden")
                    .log("A worker is lost.");
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches(
                        "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} warning A worker is lost\\.  "
                                + "pool_id=default forged\n");
        out.reset();
        try (Logs _ = Logs.start(settings(LogSettings.Format.CONSOLE, true, 100), out)) {
            log.warn("A worker is lost.");
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\u001b[33mwarning \u001b[0m");
    }

    @Test
    void dropsRecordsRatherThanWaitForAReaderThatStands() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        OutputStream stuck =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new AssertionError("lines are written whole");
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        try {
                            reading.await();
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                        out.write(bytes, from, length);
                    }
                };
        long dropped;
        try (Logs logs = Logs.start(settings(LogSettings.Format.JSON, false, 16), stuck)) {
            for (int i = 0; i < 10_000; i++) {
                log.info("a record nobody waits for");
            }
            dropped = logs.dropped();
            reading.countDown();
        }
        assertThat(dropped).isGreaterThan(9_000);
        assertThat(out.toString(StandardCharsets.UTF_8).lines().count())
                .isEqualTo(10_000 - dropped);
    }

    private static LogSettings settings(LogSettings.Format format, boolean colour, int waiting) {
        return new LogSettings(format, colour, Level.INFO, waiting);
    }
}
