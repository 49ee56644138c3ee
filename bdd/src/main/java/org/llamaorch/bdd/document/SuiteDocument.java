package org.llamaorch.bdd.document;

import java.util.List;
import java.util.stream.Stream;

/**
 * A document that is derived from the suite, or from the sources that it knows; the same facts give
 * the same text.
 */
interface SuiteDocument {

    /** Every one that there is. */
    static List<SuiteDocument> all(SuiteFacts facts) {
        return Stream.concat(
                        Stream.of(
                                new BehavioursDocument(),
                                new FeatureMapping(),
                                new Traceability(),
                                new CompletionReport(),
                                new NextSteps(),
                                new ModuleIndex()),
                        facts.modules().stream().map(ModuleReadme::new))
                .toList();
    }

    /** Said at the head of each. */
    String NOTE = "Written by `./llama-orch regen`; changes by hand are lost.";

    /** Where it stands in the tree. */
    String path();

    String text(SuiteFacts facts);
}
