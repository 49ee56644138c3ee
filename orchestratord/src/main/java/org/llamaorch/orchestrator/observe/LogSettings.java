package org.llamaorch.orchestrator.observe;

import ch.qos.logback.classic.Level;
import java.io.Console;
import java.util.Optional;

/**
 * How the daemon logs.
 *
 * @param format lines for programs or for people
 * @param colour whether lines for people are coloured
 * @param level least level of the program's own records; libraries log from WARN on
 * @param waitingMost records that may wait for a slow reader; above it new ones are dropped and
 *     counted, so that nothing of the daemon waits for a terminal
 * @param emittedBy which program records say they are of
 */
public record LogSettings(
        Format format, boolean colour, Level level, int waitingMost, String emittedBy) {

    /** Records of the orchestrator. */
    public LogSettings(Format format, boolean colour, Level level, int waitingMost) {
        this(format, colour, level, waitingMost, "orchestratord");
    }

    /** The same for another program. */
    public LogSettings of(String program) {
        return new LogSettings(format, colour, level, waitingMost, program);
    }

    /** What a line is. */
    public enum Format {
        JSON,
        CONSOLE
    }

    public LogSettings {
        if (waitingMost < 1) {
            throw new IllegalArgumentException("at least one log record waits");
        }
    }

    /** JSON Lines, unless standard output is a terminal: then lines for people, in colour. */
    public static LogSettings defaults() {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new LogSettings(terminal ? Format.CONSOLE : Format.JSON, terminal, Level.INFO, 8192);
    }
}
