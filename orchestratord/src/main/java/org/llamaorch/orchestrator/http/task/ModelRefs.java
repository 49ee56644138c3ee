package org.llamaorch.orchestrator.http.task;

import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;

/** Reads model names. They are only ever compared, never opened (contract §2). */
public final class ModelRefs {
    private static final int LENGTH_MAX = 1024;

    private ModelRefs() {}

    /** The model in the member {@code name}, which must be there. */
    public static String read(Members members, String name) {
        String modelRef = members.requiredText(name, LENGTH_MAX);
        if (modelRef.isBlank() || modelRef.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidMember(
                    members.at(name), name + " must be a model's name without control characters.");
        }
        return modelRef;
    }
}
