package org.llamaorch.orchestrator.catalog;

import tools.jackson.databind.node.ObjectNode;

/** What the catalog answers to a change. */
public sealed interface CatalogAnswer {

    /** It is so now, and on disk. */
    record Done(ObjectNode entry) implements CatalogAnswer {}

    record NoSuchModel() implements CatalogAnswer {}

    /** Another entry has this name already. */
    record NameTaken(String name, String by) implements CatalogAnswer {}

    /** It holds as many entries as it may. */
    record Full(String sentence) implements CatalogAnswer {}

    /** As many verifications wait as may. */
    record Busy(String sentence) implements CatalogAnswer {}
}
