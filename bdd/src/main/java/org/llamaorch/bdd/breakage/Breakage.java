package org.llamaorch.bdd.breakage;

import java.util.List;
import java.util.stream.Stream;

/**
 * A deliberate defect.
 *
 * @param name what chooses it
 * @param behaviour the id of the behaviour that it breaks
 * @param defect what the broken product does, in a sentence
 * @param type the class, by its binary name below {@code org.llamaorch}
 * @param method its method; all methods of that name, and every one where it is {@code *}
 */
public record Breakage(
        String name, String behaviour, String defect, String type, String method, Change change) {

    /** Every one that there is, by area. */
    public static List<Breakage> all() {
        return Stream.of(
                        AdmissionBreakages.ALL,
                        SchedulingBreakages.ALL,
                        StreamBreakages.ALL,
                        DoorBreakages.ALL,
                        StoreBreakages.ALL,
                        ObservationBreakages.ALL)
                .flatMap(List::stream)
                .toList();
    }

    /** The class as class files name it. */
    String internalName() {
        return "org/llamaorch/" + type.replace('.', '/');
    }

    /** Where it is, such as {@code CapacityCheck.victim}. */
    public String place() {
        String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
        return method.equals("*") ? simple : simple + "." + method;
    }
}
