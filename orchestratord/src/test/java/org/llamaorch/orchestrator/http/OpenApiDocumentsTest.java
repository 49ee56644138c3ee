package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.orchestrator.http.auth.AuthProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents and the served operations say the same, both ways. */
final class OpenApiDocumentsTest {
    private final JsonNode bundle = new JsonMapper().readTree(OpenApiDocuments.bundle().getBytes());

    @Test
    void everyServedOperationIsDeclaredAndEveryDeclaredOneIsServed() {
        try (ServerUnderTest server = ServerUnderTest.atHome()) {
            assertThat(DeclaredOperations.served(operations(server)))
                    .isEqualTo(DeclaredOperations.of(bundle));
        }
    }

    @Test
    void operationsWithoutAKeyAreTheSame() {
        try (ServerUnderTest server = ServerUnderTest.atHome()) {
            assertThat(DeclaredOperations.servedOpen(operations(server)))
                    .isEqualTo(DeclaredOperations.open(bundle));
        }
    }

    private static List<Operation> operations(ServerUnderTest server) {
        Vertx vertx = server.vertx;
        HttpSettings settings = HttpSettings.of("127.0.0.1", 0, AuthProfiles.home());
        return HttpServer.operations(
                vertx, server.services(), settings, new Bodies(vertx, settings.limits()));
    }

    @Test
    void theDocumentsHaveTheVersionOfTheApi() {
        for (String name : new String[] {"data.yaml", "control.yaml", "pool-managerd.yaml"}) {
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
        assertThat(DeclaredOperations.brokenReferences(bundle)).isEmpty();
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
