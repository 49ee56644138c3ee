package org.llamaorch.bdd.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A behaviour of {@code contracts/behaviours.md}.
 *
 * @param id such as B-DP-004
 * @param group the heading that it stands under, such as Data plane
 * @param text what it says, shared by the ids of a row
 */
public record Behaviour(String id, String group, String text) {

    private static final Pattern HEADING = Pattern.compile("## (B-[A-Z]+) (.+)");
    private static final Pattern ROW = Pattern.compile("\\| (\\d{3}(?: \\d{3})*) \\| (.+) \\|");

    /** Whether a unit or build-time test shows it, named by its id in a {@code @Tag}. */
    public boolean isShownByTest() {
        return text.contains("*u*");
    }

    /** All of them, in the order of the document. */
    public static List<Behaviour> in(String document) {
        List<Behaviour> all = new ArrayList<>();
        String prefix = "";
        String group = "";
        for (String line : document.split("\n", -1)) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                prefix = heading.group(1);
                group = heading.group(2).strip();
            } else if (row.matches()) {
                for (String number : row.group(1).split(" ", -1)) {
                    all.add(new Behaviour(prefix + "-" + number, group, row.group(2)));
                }
            }
        }
        return List.copyOf(all);
    }
}
