package org.llamaorch.poolmanager.provision.fetch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * The answer that a chain of redirects ended in, with what the first answer told of the file.
 *
 * @param linkedSha256 64 hex digits, as the hub tells of large files; null when it did not
 * @param linkedBytes size as the hub tells it; -1 when it did not
 */
record Hop(ClassicHttpResponse response, @Nullable String linkedSha256, long linkedBytes) {

    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");
    private static final Pattern SHA256 = Pattern.compile("\"?([0-9a-f]{64})\"?");

    /** Size of the whole file; -1 when nobody tells. */
    long totalBytes() {
        Matcher range = range();
        if (range != null) {
            return Long.parseLong(range.group(2));
        }
        long length = number(response, "Content-Length");
        return length >= 0 ? length : linkedBytes;
    }

    /** Where the bytes begin that come; -1 for a range that says nothing. */
    long firstByte() {
        if (response.getCode() != 206) {
            return 0;
        }
        Matcher range = range();
        return range == null ? -1 : Long.parseLong(range.group(1));
    }

    private @Nullable Matcher range() {
        String told = text(response, "Content-Range");
        Matcher range = told == null ? null : RANGE.matcher(told);
        return range != null && range.matches() ? range : null;
    }

    /** What tells this content from later ones; null when nothing that is strong does. */
    @Nullable String validator() {
        String tag = text(response, "ETag");
        return tag == null || tag.startsWith("W/") ? null : tag;
    }

    static @Nullable String sha256(ClassicHttpResponse response) {
        String tag = text(response, "X-Linked-Etag");
        Matcher digits = tag == null ? null : SHA256.matcher(tag);
        return digits != null && digits.matches() ? digits.group(1) : null;
    }

    static long number(ClassicHttpResponse response, String name) {
        String told = text(response, name);
        try {
            return told == null ? -1 : Long.parseLong(told.strip());
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    static @Nullable String text(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }
}
