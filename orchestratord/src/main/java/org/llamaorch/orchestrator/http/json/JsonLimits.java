package org.llamaorch.orchestrator.http.json;

/**
 * Bounds on the shape of a JSON document, so that a small body cannot become a huge tree.
 *
 * @param nestingMax deepest nesting of arrays and objects
 * @param tokensMax most values, names and brackets together
 * @param numberLengthMax most characters of one number
 */
public record JsonLimits(int nestingMax, long tokensMax, int numberLengthMax) {
    public JsonLimits {
        if (nestingMax < 1 || tokensMax < 1 || numberLengthMax < 20) {
            throw new IllegalArgumentException("JSON limits that no document keeps");
        }
    }

    /** 64 levels, two million tokens, numbers of 400 characters. */
    public static JsonLimits defaults() {
        return new JsonLimits(64, 2_000_000, 400);
    }
}
