package org.llamaorch.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.gguf.GgufException;
import org.llamaorch.poolmanager.gguf.GgufReader;

/** Looks at a model file that the command line names before anything is started for it. */
final class ModelCheck {

    private ModelCheck() {}

    /** Refuses a file that no engine could load; null passes. */
    static void check(@Nullable Path model) {
        if (model == null) {
            return;
        }
        try {
            GgufReader.read(model);
        } catch (GgufException wrong) {
            throw new CommandFailure(ExitCode.FAILED, wrong.sentence(), wrong);
        }
    }
}
