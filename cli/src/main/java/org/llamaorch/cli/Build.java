package org.llamaorch.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.llamaorch.orchestrator.http.BuildInfo;

/** What the build wrote down about itself. */
record Build(String version, BuildInfo info) {

    static Build read() {
        Properties written = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("/llama-orch/build.properties")) {
            if (in != null) {
                written.load(in);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new Build(
                written.getProperty("version", "unknown"),
                new BuildInfo(
                        written.getProperty("commit", "unknown"),
                        written.getProperty("time", "unknown")));
    }
}
