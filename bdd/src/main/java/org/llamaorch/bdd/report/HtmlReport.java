package org.llamaorch.bdd.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamaorch.bdd.report.ScenarioRecord.Ending;
import org.llamaorch.bdd.report.ScenarioRecord.StepRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run as one page that needs nothing else: figures, failures first with the end of the daemon's
 * log, then features, scenarios and steps. It links to the proof that lies beside it.
 */
final class HtmlReport {

    private static final int LOG_LINES = 30;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path proof;
    private final List<ScenarioRecord> scenarios;
    private final String about;
    private final long tookMs;
    private final StringBuilder page = new StringBuilder();

    /**
     * @param folder where it will lie, beside the proof
     * @param about what was run, in a sentence
     * @param tookMs how long that took
     */
    HtmlReport(Path folder, List<ScenarioRecord> scenarios, String about, long tookMs) {
        this.proof = folder.resolve("proof");
        this.scenarios = List.copyOf(scenarios);
        this.about = about;
        this.tookMs = tookMs;
    }

    String html() {
        page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<title>llama-orch: behaviour suite</title>\n<style>\n");
        page.append(resource("style.css")).append("</style>\n<main>\n");
        head();
        section("Failed", Ending.FAILED, true);
        section("Skipped", Ending.SKIPPED, false);
        features();
        page.append("</main>\n<script>\n").append(resource("script.js")).append("</script>\n");
        return page.toString();
    }

    private void head() {
        page.append("<header><h1>Behaviour suite</h1><p>")
                .append(escape(about))
                .append(" It took ")
                .append(time(tookMs));
        page.append(".</p></header>\n<div class=\"figures\">");
        for (Ending ending : Ending.values()) {
            figure(word(ending), count(ending), word(ending));
        }
        figure("", scenarios.stream().map(ScenarioRecord::feature).distinct().count(), "features");
        figure("", scenarios.stream().mapToLong(each -> each.steps().size()).sum(), "steps");
        figure(
                "",
                scenarios.stream()
                        .flatMap(each -> each.tags().stream())
                        .filter(tag -> tag.startsWith("B-"))
                        .distinct()
                        .count(),
                "behaviours");
        page.append("</div>\n<div class=\"bar\">");
        for (Ending ending : Ending.values()) {
            page.append(
                    "<i class=\"%s\" style=\"flex:%d\"></i>"
                            .formatted(word(ending), count(ending)));
        }
        page.append(
                "</div>\n<div class=\"find\"><input id=\"words\" type=\"search\" placeholder=\"Find a");
        page.append(" scenario, a step or an id such as B-DP-004\" aria-label=\"Find\">");
        for (Ending ending : List.of(Ending.FAILED, Ending.SKIPPED)) {
            page.append(
                    "<button data-only=\"%s\" aria-pressed=\"false\">only %s</button>"
                            .formatted(word(ending), word(ending)));
        }
        page.append("</div>\n");
    }

    private void figure(String kind, long count, String what) {
        page.append(
                "<div class=\"figure %s\"><b>%d</b><span>%s</span></div>"
                        .formatted(kind, count, what));
    }

    private long count(Ending ending) {
        return scenarios.stream().filter(each -> each.ending() == ending).count();
    }

    private void section(String title, Ending ending, boolean open) {
        List<ScenarioRecord> those =
                scenarios.stream().filter(each -> each.ending() == ending).toList();
        if (!those.isEmpty()) {
            page.append("<h2>").append(title).append("</h2>\n");
            details("feature " + word(ending), mark(ending), title(those.size(), ending), "", open);
            those.forEach(each -> scenario(each, open));
            page.append("</details>\n");
        }
    }

    private static String title(int count, Ending ending) {
        return count + (count == 1 ? " scenario " : " scenarios ") + word(ending);
    }

    private void features() {
        Map<String, List<ScenarioRecord>> byFeature = new TreeMap<>();
        scenarios.forEach(each ->
                byFeature
                        .computeIfAbsent(each.feature(), _ -> new java.util.ArrayList<>())
                        .add(each));
        page.append("<h2>Features</h2>\n");
        byFeature.forEach((feature, all) -> {
            Ending worst = worst(all);
            details(
                    "feature " + word(worst),
                    mark(worst),
                    feature,
                    all.size()
                            + " · "
                            + time(all.stream().mapToLong(ScenarioRecord::durationMs).sum()),
                    false);
            all.forEach(each -> scenario(each, false));
            page.append("</details>\n");
        });
    }

    private static Ending worst(List<ScenarioRecord> all) {
        if (all.stream().anyMatch(each -> each.ending() == Ending.FAILED)) {
            return Ending.FAILED;
        }
        return all.stream().allMatch(each -> each.ending() == Ending.SKIPPED)
                ? Ending.SKIPPED
                : Ending.PASSED;
    }

    private void details(String kind, String mark, String name, String time, boolean open) {
        page.append("<details class=\"").append(kind).append(open ? "\" open>" : "\">");
        summary(mark, name, time);
    }

    private void summary(String mark, String name, String time) {
        page.append("<summary><span class=\"mark\">").append(mark);
        page.append("</span><span class=\"name\">").append(escape(name));
        page.append("</span><span class=\"time\">").append(time).append("</span></summary>\n");
    }

    private void scenario(ScenarioRecord scenario, boolean open) {
        page.append("<details class=\"scenario ").append(word(scenario.ending()));
        page.append("\" data-text=\"").append(escape(searchable(scenario)));
        page.append(open ? "\" open>" : "\">");
        summary(mark(scenario.ending()), scenario.name(), time(scenario.durationMs()));
        page.append("<div class=\"body\"><div class=\"ids\">");
        scenario.tags().forEach(tag -> page.append("<code>").append(escape(tag)).append("</code>"));
        page.append("</div>");
        if (scenario.ending() == Ending.SKIPPED) {
            page.append("<div class=\"why\">Skipped: ").append(escape(scenario.cause()));
            page.append("</div>");
        }
        page.append("<ol class=\"steps\">");
        scenario.steps().forEach(this::step);
        page.append("</ol>");
        if (scenario.ending() == Ending.FAILED) {
            failure(scenario);
        }
        proof(scenario);
        page.append("</div></details>\n");
    }

    private void step(StepRecord step) {
        page.append("<li class=\"").append(word(step.ending())).append("\"><span class=\"mark\">");
        page.append(mark(step.ending())).append("</span><span class=\"text\"><em>");
        page.append(escape(step.keyword())).append("</em> ").append(escape(step.text()));
        if (!step.argument().isEmpty()) {
            page.append("<pre>").append(escape(step.argument().strip())).append("</pre>");
        }
        page.append("</span>");
        if (step.durationMs() >= 100) {
            page.append("<span class=\"time\">").append(time(step.durationMs())).append("</span>");
        }
        page.append("</li>");
    }

    private void failure(ScenarioRecord scenario) {
        page.append("<pre class=\"cause\">").append(escape(scenario.cause())).append("</pre>");
        String log =
                ProofBundle.lastLines(proof.resolve(scenario.folder()), "daemon.log", LOG_LINES);
        if (!log.isEmpty()) {
            page.append("<p class=\"log-title\">The end of the daemon's log</p><pre>");
            page.append(escape(readable(log))).append("</pre>");
        }
    }

    /** Records as a person reads them: when, how grave, what, and the stack of a defect. */
    private static String readable(String log) {
        return log.lines().map(HtmlReport::readableLine).collect(Collectors.joining("\n"));
    }

    private static String readableLine(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            JsonNode record = JSON.readTree(line);
            String stack = record.path("stack").asString("");
            return record.path("ts").asString("").replaceFirst(".*T", "").replace("Z", "")
                    + " "
                    + record.path("level").asString("")
                    + " "
                    + record.path("human").asString("")
                    + (stack.isEmpty() ? "" : "\n" + stack);
        } catch (JacksonException _) {
            return line;
        }
    }

    private void proof(ScenarioRecord scenario) {
        Path folder = proof.resolve(scenario.folder());
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
            if (!names.isEmpty()) {
                page.append("<p class=\"proof\">Proof: ");
                names.forEach(name ->
                        page.append(
                                "<a href=\"proof/%s/%s\">%s</a>"
                                        .formatted(
                                                escape(scenario.folder()),
                                                escape(name),
                                                escape(name))));
                page.append("</p>");
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static String searchable(ScenarioRecord scenario) {
        StringBuilder text =
                new StringBuilder(scenario.feature()).append(' ').append(scenario.name());
        scenario.tags().forEach(tag -> text.append(' ').append(tag));
        scenario.steps().forEach(step -> text.append(' ').append(step.text()));
        return text.toString().toLowerCase(Locale.ROOT);
    }

    private static String word(Ending ending) {
        return ending.name().toLowerCase(Locale.ROOT);
    }

    private static String mark(Ending ending) {
        return switch (ending) {
            case PASSED -> "✓";
            case FAILED -> "✗";
            case SKIPPED -> "–";
        };
    }

    static String time(long ms) {
        if (ms < 1_000) {
            return ms + " ms";
        }
        return ms < 120_000
                ? String.format(Locale.ROOT, "%.1f s", ms / 1_000.0)
                : String.format(Locale.ROOT, "%d min %02d s", ms / 60_000, ms / 1_000 % 60);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream("/report/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the suite has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
