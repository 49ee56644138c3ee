package org.llamaorch.poolmanager.process;

/**
 * Why an engine is not serving any more.
 *
 * @param fault what kind of crash it was
 * @param sentence for people
 */
public record ExitReport(Fault fault, String sentence) {

    /** Kinds of crash that are treated or told differently. */
    public enum Fault {
        ENDED,
        SIGNALED,
        ILLEGAL_INSTRUCTION,
        CUDA,
        VRAM_EXHAUSTED,
        HOST_MEMORY_EXHAUSTED,
        UNRESPONSIVE,
        NOT_STARTED;

        /** Whether the graphics card is at fault: then the restart waits twice as long. */
        public boolean ofCuda() {
            return this == CUDA || this == VRAM_EXHAUSTED;
        }
    }
}
