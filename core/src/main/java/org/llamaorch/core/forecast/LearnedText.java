package org.llamaorch.core.forecast;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * What was learned as text: a first line that names the form, then a line a value: its kind, its
 * key where it has one (percent-encoded), its numbers.
 */
final class LearnedText {

    private static final String FORM = "forecast 1";
    private static final int FIELDS_OF_ALL = 14;
    private static final int FIELDS_OF_POOL = 16;
    private static final int FIELDS_OF_AVERAGE = 5;

    private LearnedText() {}

    static String write(Learned learned) {
        StringBuilder text = new StringBuilder(FORM).append('\n');
        text.append("all");
        average(text, learned.prefillOfAll);
        average(text, learned.decodeOfAll);
        average(text, learned.lengths.all);
        Calibration calibration = learned.calibration;
        number(text, calibration.slope());
        number(text, calibration.shift());
        text.append(' ').append(calibration.count());
        number(text, learned.relativeSd);
        text.append('\n');
        learned.pools.forEach((key, pace) -> {
            key(text, "pool", key);
            average(text, pace.prefill());
            average(text, pace.decode());
            average(text, pace.total());
            average(text, pace.residual().bias());
            number(text, pace.residual().squares());
            text.append(' ').append(pace.residual().count()).append('\n');
        });
        averages(text, "pool-length", learned.lengths.byPool);
        averages(text, "model-length", learned.lengths.byModel);
        averages(text, "caller-length", learned.lengths.byCallerAndModel);
        averages(text, "guess", learned.lengths.guessByCaller);
        averages(text, "per-byte", learned.prompts.tokensPerByteByModel);
        averages(text, "uncached", learned.prompts.uncachedByCallerAndModel);
        return text.toString();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it is not that
     */
    static Learned read(String text, ForecastSettings settings) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 2 || !lines.get(0).equals(FORM)) {
            throw new IllegalArgumentException(
                    "what the forecast learned is not in the form \"" + FORM + "\"");
        }
        try {
            String[] all = fields(lines.get(1), "all", FIELDS_OF_ALL);
            Learned learned =
                    new Learned(
                            settings,
                            average(all, 1),
                            average(all, 4),
                            average(all, 7),
                            new Calibration(
                                    Double.parseDouble(all[10]),
                                    Double.parseDouble(all[11]),
                                    Long.parseLong(all[12])),
                            Double.parseDouble(all[13]));
            for (String line : lines.subList(2, lines.size())) {
                read(line, learned);
            }
            return learned;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("what the forecast learned holds no numbers", e);
        }
    }

    private static void read(String line, Learned learned) {
        int end = line.indexOf(' ');
        switch (end < 0 ? line : line.substring(0, end)) {
            case "pool" -> keyed(line, FIELDS_OF_POOL, learned.pools, LearnedText::pace);
            case "pool-length" -> keyed(line, learned.lengths.byPool);
            case "model-length" -> keyed(line, learned.lengths.byModel);
            case "caller-length" -> keyed(line, learned.lengths.byCallerAndModel);
            case "guess" -> keyed(line, learned.lengths.guessByCaller);
            case "per-byte" -> keyed(line, learned.prompts.tokensPerByteByModel);
            case "uncached" -> keyed(line, learned.prompts.uncachedByCallerAndModel);
            default -> throw new IllegalArgumentException("an unknown line in what was learned");
        }
    }

    private static PoolPace pace(String[] fields) {
        return new PoolPace(
                average(fields, 2),
                average(fields, 5),
                average(fields, 8),
                new Residual(
                        average(fields, 11),
                        Double.parseDouble(fields[14]),
                        Long.parseLong(fields[15])));
    }

    private static void keyed(String line, RecentlyUsed<LogAverage> into) {
        keyed(line, FIELDS_OF_AVERAGE, into, fields -> average(fields, 2));
    }

    private static <V> void keyed(
            String line, int count, RecentlyUsed<V> into, Function<String[], V> read) {
        String[] fields = line.split(" ", -1);
        if (fields.length != count) {
            throw new IllegalArgumentException("a line of the wrong length in what was learned");
        }
        into.put(URLDecoder.decode(fields[1], StandardCharsets.UTF_8), read.apply(fields));
    }

    private static String[] fields(String line, String kind, int count) {
        String[] fields = line.split(" ", -1);
        if (fields.length != count || !fields[0].equals(kind)) {
            throw new IllegalArgumentException("a line of the wrong kind in what was learned");
        }
        return fields;
    }

    private static LogAverage average(String[] fields, int from) {
        return new LogAverage(
                Long.parseLong(fields[from]),
                Double.parseDouble(fields[from + 1]),
                Double.parseDouble(fields[from + 2]));
    }

    private static void averages(StringBuilder text, String kind, RecentlyUsed<LogAverage> all) {
        all.forEach((key, value) -> {
            key(text, kind, key);
            average(text, value);
            text.append('\n');
        });
    }

    private static void key(StringBuilder text, String kind, String key) {
        text.append(kind).append(' ').append(URLEncoder.encode(key, StandardCharsets.UTF_8));
    }

    private static void average(StringBuilder text, LogAverage average) {
        text.append(' ').append(average.count());
        number(text, average.mean());
        number(text, average.variance());
    }

    private static void number(StringBuilder text, double value) {
        text.append(' ').append(value);
    }
}
