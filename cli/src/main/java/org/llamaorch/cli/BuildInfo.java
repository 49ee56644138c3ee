package org.llamaorch.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What the build wrote down about itself.
 *
 * @param commit the commit it was built from; {@code unknown} outside a clone
 * @param time when, ISO 8601; {@code unknown} when not told
 */
record BuildInfo(String version, String commit, String time) {

    static final String API_VERSION = "2.0.0";

    static BuildInfo read() {
        Properties written = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("/llama-orch/build.properties")) {
            if (in != null) {
                written.load(in);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new BuildInfo(
                written.getProperty("version", "unknown"),
                written.getProperty("commit", "unknown"),
                written.getProperty("time", "unknown"));
    }
}
