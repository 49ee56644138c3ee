package org.llamaorch.bdd.survey;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A requirement of {@code contracts/requirements.yaml}.
 *
 * @param level must or should
 * @param note where it is met differently on purpose; else empty
 */
public record Requirement(String id, String level, String title, String note) {

    /** All of them, in the order of the document. */
    public static List<Requirement> in(String document) {
        List<Requirement> all = new ArrayList<>();
        for (var entry : new YAMLMapper().readTree(document).path("requirements").properties()) {
            JsonNode said = entry.getValue();
            all.add(
                    new Requirement(
                            entry.getKey(),
                            said.path("level").asString(""),
                            said.path("title").asString(""),
                            said.path("here").asString("")));
        }
        return List.copyOf(all);
    }
}
