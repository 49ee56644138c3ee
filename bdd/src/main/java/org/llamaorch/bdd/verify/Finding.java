package org.llamaorch.bdd.verify;

import java.util.List;

/**
 * What came of one promise.
 *
 * @param what the promise: an operation, an interaction of a contract
 * @param wrong what was not as promised; empty when all was
 * @param skipped why it was not tried; empty when it was
 */
record Finding(String what, List<String> wrong, String skipped) {

    static Finding of(String what, List<String> wrong) {
        return new Finding(what, List.copyOf(wrong), "");
    }

    static Finding skipped(String what, String why) {
        return new Finding(what, List.of(), why);
    }

    boolean broken() {
        return !wrong.isEmpty();
    }

    @Override
    public String toString() {
        if (!skipped.isEmpty()) {
            return "  skip  " + what + " (" + skipped + ")";
        }
        return broken()
                ? "  FAIL  " + what + "\n          " + String.join("\n          ", wrong)
                : "  ok    " + what;
    }
}
