package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * All operations that are served, found by method and path. A path is compared as it was sent,
 * segment by segment, and only its parameters are decoded: nothing is normalised, so what was
 * judged is what is served. The same list is compared with the OpenAPI documents. Immutable.
 */
final class OperationTable {
    private final List<Operation> operations;
    private final Map<String, Map<HttpMethod, Operation>> fixed = new HashMap<>();
    private final List<Operation> withParameters = new ArrayList<>();

    OperationTable(List<Operation> operations) {
        this.operations = List.copyOf(operations);
        for (Operation operation : this.operations) {
            if (operation.path().indexOf('{') >= 0) {
                withParameters.add(operation);
            } else {
                fixed.computeIfAbsent(operation.path(), _ -> new HashMap<>())
                        .put(operation.method(), operation);
            }
        }
    }

    List<Operation> operations() {
        return operations;
    }

    /** What a method and path lead to. */
    sealed interface Match {
        record Found(Operation operation, Map<String, String> parameters) implements Match {}

        /** The path is served with other methods: {@code allow} lists them. */
        record OtherMethod(Operation neighbour, String allow) implements Match {}

        record Nothing() implements Match {}
    }

    Match match(HttpMethod method, String path) {
        Map<HttpMethod, Operation> exact = fixed.get(path);
        if (exact != null) {
            Operation operation = exact.get(method);
            return operation != null
                    ? new Match.Found(operation, Map.of())
                    : new Match.OtherMethod(
                            exact.values().iterator().next(), allow(exact.values()));
        }
        List<String> segments = List.of(path.split("/", -1));
        List<Operation> neighbours = new ArrayList<>();
        for (Operation operation : withParameters) {
            List<String> pattern = operation.segments();
            if (segments.size() != pattern.size() + 1 || !segments.getFirst().isEmpty()) {
                continue;
            }
            Map<String, String> parameters = new HashMap<>();
            if (fits(pattern, segments.subList(1, segments.size()), parameters)) {
                if (operation.method().equals(method)) {
                    return new Match.Found(operation, Map.copyOf(parameters));
                }
                neighbours.add(operation);
            }
        }
        return neighbours.isEmpty()
                ? new Match.Nothing()
                : new Match.OtherMethod(neighbours.getFirst(), allow(neighbours));
    }

    private static boolean fits(
            List<String> pattern, List<String> segments, Map<String, String> parameters) {
        for (int i = 0; i < pattern.size(); i++) {
            String expected = pattern.get(i);
            String segment = segments.get(i);
            if (expected.startsWith("{")) {
                if (segment.isEmpty()) {
                    return false;
                }
                parameters.put(expected.substring(1, expected.length() - 1), decoded(segment));
            } else if (!expected.equals(segment)) {
                return false;
            }
        }
        return true;
    }

    /** A segment's plain text; one that is no valid encoding stays as it is and names nothing. */
    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private static String allow(Iterable<Operation> operations) {
        TreeSet<String> methods = new TreeSet<>();
        for (Operation operation : operations) {
            methods.add(operation.method().name());
        }
        return String.join(", ", methods);
    }
}
