package org.llamaorch.cli;

import java.io.PrintStream;

/**
 * One line on stderr that says what is being waited for. On a terminal it is drawn over; elsewhere
 * each new thing is a line of its own, so that a log does not fill with percentages. Confined to
 * one thread.
 */
final class StatusLine {

    private final PrintStream out;
    private final boolean terminal;
    private String shown = "";
    private String topic = "";

    StatusLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** On stderr; the launcher tells whether that is a terminal. */
    static StatusLine onStderr() {
        return new StatusLine(System.err, Boolean.getBoolean("llamaorch.terminal"));
    }

    /**
     * Shows what is being waited for.
     *
     * @param newTopic what it is about: without a terminal a line is written only when this changes
     */
    synchronized void show(String newTopic, String text) {
        if (terminal) {
            if (!text.equals(shown)) {
                out.print("\r\u001b[K" + text);
                out.flush();
            }
        } else if (!newTopic.equals(topic)) {
            out.println(text);
        }
        shown = text;
        topic = newTopic;
    }

    /** Leaves what is shown standing and goes to the next line. */
    synchronized void keep() {
        if (terminal && !shown.isEmpty()) {
            out.println();
        }
        shown = "";
    }

    /** Takes the line away, for what comes next on the terminal. */
    synchronized void clear() {
        if (terminal && !shown.isEmpty()) {
            out.print("\r\u001b[K");
            out.flush();
        }
        shown = "";
    }

    /** Writes a sentence that stays, above what is being waited for. */
    synchronized void note(String sentence) {
        if (terminal && !shown.isEmpty()) {
            out.print("\r\u001b[K");
        }
        out.println(sentence);
        if (terminal && !shown.isEmpty()) {
            out.print(shown);
        }
        out.flush();
    }
}
