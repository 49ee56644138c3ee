package org.llamaorch.poolmanager.supervise;

/** Starts the engine of one replica. Called by its supervisor alone. */
@FunctionalInterface
public interface EngineLauncher {

    /** An engine could not be started; the message says why. */
    final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final String sentence;

        public Refused(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        /** Why, for people. */
        public String sentence() {
            return sentence;
        }
    }

    /** Starts it and writes its record; does not wait until it serves. */
    Launch launch() throws Refused;
}
