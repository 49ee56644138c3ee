package org.llamaorch.orchestrator.daemon;

import java.io.IOException;
import java.util.function.Consumer;
import org.llamaorch.orchestrator.journal.StateUnusable;

/**
 * How a start ends: with a daemon that serves, or with everything closed that was opened and a
 * sentence that says why.
 */
final class Starting {

    private static final String STATE_UNUSABLE = "STATE_UNUSABLE";

    /** Opens a daemon's parts one after the other. */
    interface Opening<T> {
        T open(OpenParts parts) throws IOException;
    }

    private Starting() {}

    /**
     * Opens all of a daemon; blocks.
     *
     * @param folders what cannot be used when the disk refuses, such as {@code The state in FOLDER}
     * @param refused hears of a start that is refused, before it is thrown
     * @throws StartRefused with the exit code and a sentence for the operator
     */
    static <T> T of(Opening<T> opening, String folders, Consumer<StartRefused> refused) {
        OpenParts parts = new OpenParts();
        try {
            return opening.open(parts);
        } catch (StartRefused e) {
            parts.close();
            refused.accept(e);
            throw e;
        } catch (StateUnusable e) {
            parts.close();
            throw unusable(String.valueOf(e.getMessage()), e, refused);
        } catch (IOException e) {
            parts.close();
            throw unusable(folders + " cannot be used: " + e.getMessage() + ".", e, refused);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static StartRefused unusable(
            String sentence, Exception cause, Consumer<StartRefused> refused) {
        StartRefused end = new StartRefused(StartRefused.FAILED, STATE_UNUSABLE, sentence, cause);
        refused.accept(end);
        return end;
    }
}
