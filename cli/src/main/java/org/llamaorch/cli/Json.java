package org.llamaorch.cli;

import tools.jackson.databind.json.JsonMapper;

/** The one JSON mapper of the commands. Immutable. */
final class Json {

    static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}
}
