package org.llamaorch.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The frames of a task's stream, one after the other. Confined to the reading thread. */
final class EventStream implements AutoCloseable {

    /**
     * One frame.
     *
     * @param id its number in the history; null for metrics frames
     */
    record Frame(@Nullable Long id, String event, String data) {}

    private final HttpURLConnection connection;
    private final BufferedReader lines;

    EventStream(HttpURLConnection connection) throws IOException {
        this.connection = connection;
        this.lines =
                new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Waits for the next frame; comments are passed over. Null when the stream has closed. */
    @Nullable Frame next() throws IOException {
        Long id = null;
        String event = "message";
        String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (data != null) {
                    return new Frame(id, event, data);
                }
            } else if (line.startsWith("id: ")) {
                id = Long.valueOf(line.substring(4));
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = data == null ? line.substring(6) : data + "\n" + line.substring(6);
            }
        }
        return null;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
