package org.llamaorch.orchestrator.http.task;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.llamaorch.contracts.Workload;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;

/**
 * Checks what a task works on: exactly one of {@code prompt}, {@code messages} and {@code inputs},
 * and one that suits the workload. A rerank's inputs are the query, then the documents.
 */
final class PromptSource {
    private static final int INPUTS_MAX = 100_000;

    private final Messages messages;

    PromptSource(Messages messages) {
        this.messages = messages;
    }

    /**
     * Checks it and gives the most tokens it can be: no token is less than a byte, and a chat
     * template adds less than the JSON around the texts takes.
     */
    long tokensBound(Members request, Workload workload, int bodyBytes) {
        return switch (only(request)) {
            case "prompt" -> {
                String prompt = request.text("prompt", Integer.MAX_VALUE);
                refuseUnless(workload != Workload.RERANK, request, "prompt", "inputs");
                yield prompt == null ? 0 : utf8Length(prompt) + 1;
            }
            case "messages" -> {
                refuseUnless(workload == Workload.COMPLETION, request, "messages", "inputs");
                messages.check(request);
                yield bodyBytes;
            }
            default -> {
                refuseUnless(
                        workload != Workload.COMPLETION, request, "inputs", "prompt or messages");
                int least = workload == Workload.RERANK ? 2 : 1;
                if (request.texts("inputs", INPUTS_MAX, Integer.MAX_VALUE).size() < least) {
                    throw new InvalidMember(
                            request.at("inputs"),
                            "inputs needs at least %d string(s) for this workload."
                                    .formatted(least));
                }
                yield bodyBytes;
            }
        };
    }

    private static String only(Members request) {
        List<String> present = new ArrayList<>();
        for (String name : new String[] {"prompt", "messages", "inputs"}) {
            if (request.has(name)) {
                present.add(name);
            }
        }
        if (present.isEmpty()) {
            throw new InvalidMember(
                    request.at("prompt"), "Send one of prompt, messages and inputs.");
        }
        if (present.size() > 1) {
            throw new InvalidMember(
                    request.at(present.get(1)),
                    "Send only one of prompt, messages and inputs; this has "
                            + String.join(" and ", present)
                            + ".");
        }
        return present.getFirst();
    }

    private static void refuseUnless(boolean suits, Members request, String name, String instead) {
        if (!suits) {
            throw new InvalidMember(
                    request.at(name),
                    "This workload takes " + instead + " instead of " + name + ".");
        }
    }

    private static long utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
