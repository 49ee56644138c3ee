package org.llamaorch.orchestrator.http;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.WireName;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.openai.DoorHead;
import org.llamaorch.orchestrator.http.task.Deadlines;
import org.llamaorch.orchestrator.http.task.Ids;

/** Reads the headers by which a request of the OpenAI door says what its API has no member for. */
final class DoorHeaders {
    private DoorHeaders() {}

    static DoorHead read(Exchange exchange, boolean trustStrict) {
        return new DoorHead(
                TaskHeaders.origin(exchange, trustStrict),
                priority(exchange.header("X-Priority")),
                sessionId(exchange.header("X-Session-Id")),
                deadlineMs(exchange.header("X-Deadline-Ms")),
                graceMs(exchange.header("X-Disconnect-Grace-Ms")));
    }

    private static Priority priority(@Nullable String text) {
        if (text == null) {
            return Priority.INTERACTIVE;
        }
        return WireName.parse(Priority.class, text)
                .orElseThrow(() ->
                        new Refusal(Problems.header("X-Priority", "must be interactive or batch")));
    }

    private static @Nullable String sessionId(@Nullable String text) {
        if (text != null && !Ids.isValid(text)) {
            throw new Refusal(Problems.header("X-Session-Id", "must be " + Ids.RULE));
        }
        return text;
    }

    private static @Nullable Long deadlineMs(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Deadlines.checked(whole("X-Deadline-Ms", text), "");
        } catch (InvalidMember e) {
            throw new Refusal(Problem.of(e.code(), "X-Deadline-Ms: " + e.text()));
        }
    }

    private static long graceMs(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        BigDecimal graceMs = whole("X-Disconnect-Grace-Ms", text);
        if (graceMs.signum() < 0 || graceMs.compareTo(BigDecimal.valueOf(Deadlines.MAX_MS)) > 0) {
            throw new Refusal(
                    Problems.header("X-Disconnect-Grace-Ms", "must be 0 or more milliseconds"));
        }
        return graceMs.longValueExact();
    }

    private static BigDecimal whole(String name, String text) {
        if (!text.matches("-?[0-9]{1,19}")) {
            throw new Refusal(Problems.header(name, "must be a whole number of milliseconds"));
        }
        return new BigDecimal(text);
    }
}
