package org.llamaorch.orchestrator.http.json;

import java.util.Arrays;
import org.llamaorch.engines.json.JsonScanner;
import org.llamaorch.engines.json.NotJson;

/**
 * Where the values of a JSON document stand in its bytes, in the order they are written: one pass,
 * no object per value. A value's own values follow it directly, members as their name and their
 * value. Reused for one document after another; confined to one thread.
 */
final class JsonTape {

    private final JsonScanner scanner = new JsonScanner();
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] afters = new int[64];
    private int size;

    /**
     * Walks over a document; value 0 is the whole of it.
     *
     * @throws NotJson when it is not one JSON value
     */
    void over(byte[] document, int offset, int length) throws NotJson {
        size = 0;
        scanner.over(document, offset, length);
        value();
        scanner.finish();
    }

    /** Index of a value's first byte; that of a string or name is its quotation mark. */
    int start(int value) {
        return starts[value];
    }

    /** Index behind a value's last byte. */
    int end(int value) {
        return ends[value];
    }

    /** The value that follows, past everything inside this one. */
    int after(int value) {
        return afters[value];
    }

    private void value() throws NotJson {
        byte first = scanner.peek();
        int value = claim(scanner.position());
        switch (first) {
            case '{' -> {
                scanner.enterObject();
                while (scanner.nextMember()) {
                    int name = claim(scanner.nameStart() - 1);
                    close(name, scanner.nameEnd() + 1);
                    value();
                }
            }
            case '[' -> {
                scanner.enterArray();
                while (scanner.nextElement()) {
                    value();
                }
            }
            default -> scanner.skip();
        }
        close(value, scanner.position());
    }

    private int claim(int start) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
            afters = Arrays.copyOf(afters, 2 * size);
        }
        starts[size] = start;
        return size++;
    }

    private void close(int value, int end) {
        ends[value] = end;
        afters[value] = size;
    }
}
