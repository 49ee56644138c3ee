package org.llamaorch.bdd.breakage;

import java.util.Map;
import java.util.TreeMap;

/** The document of breakages: what each breaks, and the scenarios that noticed. */
public final class BreakageTable {

    /** Where it stands in the tree. */
    public static final String PATH = "docs/breakages.md";

    private static final String HEAD =
            """
            # Breakages

            Deliberate defects of the product, one at a time, and the scenarios that fail because of them. Written by
            `./llama-orch bdd --breakages`, which puts each into the classes of the daemons that scenarios start, runs the
            scenarios of the behaviour that it breaks until one fails, and that one again with the product whole, where it passes.

            | breakage | behaviour | what is broken | where | caught by |
            |---|---|---|---|---|
            """;

    private final Map<String, String> caughtBy = new TreeMap<>();

    /** What an earlier document tells of breakages that are not run anew. */
    public static BreakageTable of(String document) {
        BreakageTable table = new BreakageTable();
        for (String line : document.split("\n", -1)) {
            String[] cells = line.split(" \\| ", -1);
            if (line.startsWith("| `") && cells.length == 5) {
                table.caughtBy(
                        cells[0].substring(3, cells[0].length() - 1),
                        cells[4].substring(0, cells[4].lastIndexOf(" |")));
            }
        }
        return table;
    }

    /** Which scenarios noticed, as the document says it; empty when none did. */
    public void caughtBy(String breakage, String scenarios) {
        caughtBy.put(breakage, scenarios);
    }

    /** Whether a breakage was run and noticed. */
    public boolean isCaught(String breakage) {
        return !caughtBy.getOrDefault(breakage, "").isEmpty();
    }

    /** How many of those that there are were noticed. */
    public long caught() {
        return Breakage.all().stream().filter(each -> isCaught(each.name())).count();
    }

    /** The document, for every breakage that there is. */
    public String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Breakage each : Breakage.all()) {
            text.append(
                    "| `%s` | %s | %s | `%s` | %s |\n"
                            .formatted(
                                    each.name(),
                                    each.behaviour(),
                                    each.defect(),
                                    each.place(),
                                    caughtBy.getOrDefault(each.name(), "")));
        }
        text.append("\n%d of %d caught.\n".formatted(caught(), Breakage.all().size()));
        return text.toString();
    }
}
