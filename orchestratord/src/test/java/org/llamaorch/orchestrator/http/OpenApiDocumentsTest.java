package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.orchestrator.http.auth.AuthSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents and the served operations say the same, both ways. */
final class OpenApiDocumentsTest {
    private static final Set<String> NO_METHODS = Set.of("parameters", "summary", "description");

    private final JsonNode bundle = new JsonMapper().readTree(OpenApiDocuments.bundle().getBytes());

    @Test
    void everyServedOperationIsDeclaredAndEveryDeclaredOneIsServed() {
        Set<String> declared = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : bundle.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!NO_METHODS.contains(operation.getKey())) {
                    declared.add(
                            operation.getKey().toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + operation.getValue().path("operationId").asString());
                }
            }
        }
        Set<String> served = new TreeSet<>();
        try (ServerUnderTest server = ServerUnderTest.atHome()) {
            for (Operation operation : operations(server)) {
                served.add(operation.method() + " " + operation.path() + " " + operation.id());
            }
        }

        assertThat(served).isEqualTo(declared);
    }

    @Test
    void operationsWithoutAKeyAreTheSame() {
        Set<String> declared = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : bundle.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                JsonNode security = operation.getValue().path("security");
                if (security.isArray() && security.isEmpty()) {
                    declared.add(operation.getValue().path("operationId").asString());
                }
            }
        }
        Set<String> served = new TreeSet<>();
        try (ServerUnderTest server = ServerUnderTest.atHome()) {
            for (Operation operation : operations(server)) {
                if (!operation.needsCaller()) {
                    served.add(operation.id());
                }
            }
        }

        assertThat(served).isEqualTo(declared);
    }

    private static List<Operation> operations(ServerUnderTest server) {
        Vertx vertx = server.vertx;
        HttpSettings settings = HttpSettings.of("127.0.0.1", 0, AuthSettings.home());
        return HttpServer.operations(
                vertx, server.services(), settings, new Bodies(vertx, settings.limits()));
    }

    @Test
    void bothDocumentsHaveTheVersionOfTheApi() {
        for (String name : new String[] {"data.yaml", "control.yaml"}) {
            JsonNode document = OpenApiDocuments.read(name);
            assertThat(document.at("/info/version").asString()).isEqualTo(BuildInfo.API_VERSION);
            assertThat(document.path("openapi").asString()).startsWith("3.1.");
        }
    }

    @Test
    void everyCodeOfAnAnswerIsDeclared() {
        Set<String> declared = new TreeSet<>();
        for (JsonNode code :
                bundle.at("/components/schemas/Error/properties/code/oneOf/1/enum").values()) {
            declared.add(code.asString());
        }
        Set<String> known = new TreeSet<>();
        for (ErrorCode code : ErrorCode.values()) {
            known.add(code.name());
        }

        assertThat(known).containsAll(declared);
    }

    @Test
    void everyReferenceLeadsSomewhereAndNoMemberIsEmptyByMistake() {
        List<String> wrong = new ArrayList<>();
        walk(bundle, "", wrong);

        assertThat(wrong).isEmpty();
    }

    private void walk(JsonNode node, String at, List<String> wrong) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String here = at + "/" + member.getKey();
            if (member.getKey().equals("$ref")
                    && bundle.at(member.getValue().asString().substring(1)).isMissingNode()) {
                wrong.add(here);
            }
            if (member.getValue().isNull() && !here.endsWith("/example/error/param")) {
                wrong.add(here);
            }
            walk(member.getValue(), here, wrong);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(node.get(i), at + "/" + i, wrong);
        }
    }

    @Test
    void everyExampleFitsItsSchema() {
        DeclaredAnswers declared = new DeclaredAnswers(bundle);
        List<String> wrong = new ArrayList<>();
        declared.examples((at, example, schema) -> {
            for (Error error : declared.errors(schema, example)) {
                wrong.add(at + ": " + error);
            }
        });

        assertThat(wrong).isEmpty();
    }
}
