package org.llamaorch.orchestrator.observe;

import static org.assertj.core.api.Assertions.assertThat;

/** What a sentence of the log must be (contract §6, ORCH-3305). */
final class ForPeople {

    private ForPeople() {}

    /** Short, in the present tense as far as a test can tell, and not made of identifiers. */
    static void check(String sentence) {
        assertThat(sentence)
                .hasSizeLessThanOrEqualTo(100)
                .matches("[A-Z].*\\.")
                .doesNotContainPattern(
                        "\\b(was|were|been|had|did|will|would|could|left|served|began|went)\\b")
                .containsPattern(
                        "\\b(is|are|does|gets?|goes|arrives|completes|fails|ends|finds|takes|keeps|lets|looks|serves|says|has|have|starts|stays?|refuses|gives|hands|allows|changes|registers|holds?|cannot|binds|names|meets|falls|uses)\\b");
        assertThat(sentence.replace("vLLM", "").replace("OpenAI", ""))
                .doesNotContainPattern(
                        "[A-Za-z0-9]_[A-Za-z0-9]|[a-z][A-Z]|[0-9a-f]{8}|[A-Z]{2,}|[/:]{2}|[{}%]"
                                + "|pool-blue|r7|session|correlation|"
                                + Narrations.NAME);
    }
}
