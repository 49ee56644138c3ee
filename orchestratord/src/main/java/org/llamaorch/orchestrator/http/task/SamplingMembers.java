package org.llamaorch.orchestrator.http.task;

import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;

/** Checks {@code sampling}; its values reach the engine with the body. */
final class SamplingMembers {
    private static final int STOPS_MAX = 64;
    private static final int STOP_LENGTH_MAX = 4096;
    private static final int GRAMMAR_LENGTH_MAX = 1 << 20;
    private static final double PENALTY_MAX = 100;

    private SamplingMembers() {}

    static void check(Members request) {
        Members sampling = request.object("sampling");
        if (sampling == null) {
            return;
        }
        sampling.number("temperature", 0, 100);
        sampling.number("top_p", 0, 1);
        sampling.integer("top_k", -1, Integer.MAX_VALUE);
        sampling.number("min_p", 0, 1);
        sampling.number("repeat_penalty", 0, PENALTY_MAX);
        sampling.texts("stop", STOPS_MAX, STOP_LENGTH_MAX);
        String grammar = sampling.text("grammar", GRAMMAR_LENGTH_MAX);
        Members schema = sampling.object("json_schema");
        if (grammar != null && schema != null) {
            throw new InvalidMember(
                    sampling.at("grammar"), "Send grammar or json_schema, not both.");
        }
    }
}
