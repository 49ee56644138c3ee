package org.llamaorch.bdd.document;

import java.util.List;

/** A document that is derived from the suite; the same facts give the same text. */
interface SuiteDocument {

    /** Every one that there is. */
    List<SuiteDocument> ALL =
            List.of(
                    new BehavioursDocument(),
                    new FeatureMapping(),
                    new Traceability(),
                    new CompletionReport(),
                    new NextSteps());

    /** Said at the head of each. */
    String NOTE = "Written by `./llama-orch regen`; changes by hand are lost.";

    /** Where it stands in the tree. */
    String path();

    String text(SuiteFacts facts);
}
