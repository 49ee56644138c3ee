package org.llamaorch.bdd.breakage;

import org.jspecify.annotations.Nullable;

/** What is done to a method, so that it no longer does what it should. */
public sealed interface Change {

    /**
     * It returns at once.
     *
     * @param value Boolean, Integer, Long or String, {@link #EMPTY} for the empty Optional or List;
     *     null also where nothing is returned
     */
    record Returns(@Nullable Object value) implements Change {}

    /**
     * Calls of that name are left out; what they would have given is 0, false or null.
     *
     * @param callee the name of a method
     */
    record Omits(String callee) implements Change {}

    /**
     * What calls of that name answer is turned round.
     *
     * @param callee the name of a method that answers a boolean
     */
    record Negates(String callee) implements Change {}

    /** A constant is another one. */
    record Says(Object from, Object to) implements Change {}

    /** Stands for an empty Optional or List. */
    Object EMPTY =
            new Object() {
                @Override
                public String toString() {
                    return "empty";
                }
            };

    static Change returns(Object value) {
        return new Returns(value);
    }

    static Change returnsNothing() {
        return new Returns(null);
    }

    static Change omits(String callee) {
        return new Omits(callee);
    }

    static Change negates(String callee) {
        return new Negates(callee);
    }

    static Change says(Object from, Object to) {
        return new Says(from, to);
    }
}
