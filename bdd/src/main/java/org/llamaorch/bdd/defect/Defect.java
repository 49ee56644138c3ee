package org.llamaorch.bdd.defect;

/** Throws where the mark is met. Its calls are put into the daemon by {@link DefectAgent}. */
public final class Defect {

    /** What a request carries to meet it. */
    public static final String MARK = "defect-on-purpose";

    private Defect() {}

    /** An unchecked exception, as a defect would be, when {@code given} tells of the mark. */
    public static void meet(Object given) {
        if (String.valueOf(given).contains(MARK)) {
            throw new IllegalStateException("a defect, met on purpose");
        }
    }
}
