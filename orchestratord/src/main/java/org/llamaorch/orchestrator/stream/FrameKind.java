package org.llamaorch.orchestrator.stream;

/** The numbered frames; the code is what the history's index holds. */
enum FrameKind {
    STARTED(1, "started"),
    TOKEN(2, "token"),
    END(3, "end"),
    ERROR(4, "error");

    private static final FrameKind[] BY_CODE = {STARTED, STARTED, TOKEN, END, ERROR};

    private final int code;
    private final String eventName;

    FrameKind(int code, String eventName) {
        this.code = code;
        this.eventName = eventName;
    }

    static FrameKind of(int code) {
        return BY_CODE[code];
    }

    int code() {
        return code;
    }

    /** The frame's {@code event:} on the wire. */
    String eventName() {
        return eventName;
    }

    boolean terminal() {
        return this == END || this == ERROR;
    }
}
