package org.llamaorch.bdd.verify;

import au.com.dius.pact.core.matchers.Mismatch;
import au.com.dius.pact.core.matchers.ResponseMatching;
import au.com.dius.pact.core.model.ContentType;
import au.com.dius.pact.core.model.DefaultPactReader;
import au.com.dius.pact.core.model.Interaction;
import au.com.dius.pact.core.model.OptionalBody;
import au.com.dius.pact.core.model.Pact;
import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.core.model.Request;
import au.com.dius.pact.core.model.RequestResponseInteraction;
import au.com.dius.pact.core.model.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;

/**
 * Replays a consumer contract: each request is sent, each answer held against what is relied on.
 */
final class ContractReplay {

    private final Api api;
    private final ProviderStates states;

    ContractReplay(Api api, ProviderStates states) {
        this.api = api;
        this.states = states;
    }

    /** Replays the contract of this name among the suite's resources. */
    void run(String resource, Consumer<Finding> told) throws IOException {
        try (InputStream in = ContractReplay.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the suite was built without " + resource);
            }
            Pact pact = DefaultPactReader.INSTANCE.loadPact(in);
            for (Interaction interaction : pact.getInteractions()) {
                String what =
                        pact.getConsumer().getName() + " asks for " + interaction.getDescription();
                told.accept(
                        interaction instanceof RequestResponseInteraction asked
                                ? Finding.of(what, replay(asked))
                                : Finding.skipped(what, "it is no request"));
            }
        }
    }

    private List<String> replay(RequestResponseInteraction asked) {
        try {
            for (ProviderState state : asked.getProviderStates()) {
                states.establish(String.valueOf(state.getName()), state.getParams());
            }
        } catch (AssertionError cannot) {
            return List.of(String.valueOf(cannot.getMessage()));
        }
        Answer answer = send(asked.getRequest());
        return ResponseMatching.responseMismatches(asked.getResponse(), response(answer)).stream()
                .map(Mismatch::description)
                .toList();
    }

    private Answer send(Request request) {
        OptionalBody body = request.getBody();
        Map<String, String> headers =
                request.getHeaders().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        header -> String.join(", ", header.getValue())));
        return api.send(
                request.getMethod(),
                request.getPath() + query(request.getQuery()),
                body.isPresent() ? body.getValue() : null,
                headers);
    }

    private static String query(Map<String, List<String>> query) {
        String joined =
                query.entrySet().stream()
                        .flatMap(one ->
                                one.getValue().stream()
                                        .map(value ->
                                                one.getKey()
                                                        + "="
                                                        + URLEncoder.encode(
                                                                value, StandardCharsets.UTF_8)))
                        .collect(Collectors.joining("&"));
        return joined.isEmpty() ? "" : "?" + joined;
    }

    private static Response response(Answer answer) {
        String type = answer.header("Content-Type").orElse("");
        return new Response(
                answer.status(),
                new LinkedHashMap<>(answer.headers()), // it is asked for null, too
                answer.text().isEmpty()
                        ? OptionalBody.empty()
                        : OptionalBody.body(
                                answer.text().getBytes(StandardCharsets.UTF_8),
                                new ContentType(type)));
    }
}
