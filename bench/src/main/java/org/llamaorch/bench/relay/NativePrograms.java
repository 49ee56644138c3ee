package org.llamaorch.bench.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The bench engine and the load program, compiled from the sources in this module with the
 * machine's C compiler.
 */
record NativePrograms(Path engine, Path load) {

    static NativePrograms compile(Path into) throws IOException, InterruptedException {
        return new NativePrograms(
                compile("engine.c", into.resolve("bench-engine")),
                compile("load.c", into.resolve("bench-load")));
    }

    private static Path compile(String source, Path program)
            throws IOException, InterruptedException {
        Path file = program.resolveSibling(source);
        try (InputStream in = NativePrograms.class.getResourceAsStream("/native/" + source)) {
            if (in == null) {
                throw new IOException("the bench module was built without native/" + source);
            }
            Files.copy(in, file);
        }
        Process compiler;
        try {
            compiler =
                    new ProcessBuilder(
                                    List.of("cc", "-O2", "-o", program.toString(), file.toString()))
                            .inheritIO()
                            .start();
        } catch (IOException cause) {
            throw new IOException("the comparison needs a C compiler: install gcc", cause);
        }
        if (compiler.waitFor() != 0) {
            throw new IOException("the C compiler refused " + source);
        }
        return program;
    }
}
