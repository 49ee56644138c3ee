package org.llamaorch.bdd.defect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * A wall clock that somebody sets: as far from the machine's as a file says. Put over the daemon's
 * own by {@link WrongClockAgent}.
 */
public final class WrongClock {

    private static volatile Path file = Path.of("nowhere");

    private WrongClock() {}

    /** Where the offset stands, in milliseconds; no file, no offset. */
    static void readFrom(Path offset) {
        file = offset;
    }

    /** The same clock, wrong by what the file says when it is asked. */
    public static LongSupplier over(LongSupplier wallMs) {
        return () -> wallMs.getAsLong() + offsetMs();
    }

    private static long offsetMs() {
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
