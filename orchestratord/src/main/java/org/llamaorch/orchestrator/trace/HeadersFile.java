package org.llamaorch.orchestrator.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headers that a collector asks for, such as its key: a {@code Name: value} a line, lines that
 * begin with {@code #} left out. What is wrong is told by its line, never by what it says.
 */
public final class HeadersFile {

    private static final int HEADERS_MAX = 32;
    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~]*?)[ \t]*");
    private static final Set<String> OURS =
            Set.of("connection", "content-length", "content-type", "expect", "host", "upgrade");

    private HeadersFile() {}

    /**
     * Reads them; blocks.
     *
     * @throws IOException when the file cannot be read or a line is no header
     */
    public static Map<String, String> read(Path file) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || OURS.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
                throw new IOException(
                        "line " + number + " is no header that may be sent: write 'Name: value'");
            }
            headers.put(matcher.group(1), matcher.group(2));
            if (headers.size() > HEADERS_MAX) {
                throw new IOException("it has more than " + HEADERS_MAX + " headers");
            }
        }
        return headers;
    }
}
