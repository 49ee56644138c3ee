package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The catalog over HTTP (B-CAT-001 to 043). */
final class CatalogOverHttpTest extends ServedAtHome {
    private static final String MODELS = "/v2/catalog/models";

    @Test
    void keepsAndGivesBackEverythingThatWasSaid() throws IOException {
        String digest = "sha256:" + "ab".repeat(32);
        String said =
                """
                {"id":"m","digest":"%1$s","source_url":"hf:org/repo/m.gguf","aliases":["a","b"],
                 "tags":["chat"],"manifests":[{"digest":"%1$s","size_bytes":7}],
                 "signatures":[{"signer":"ops","algo":"ed25519","value":"AAAA","timestamp_ms":5,
                   "verified":true}],
                 "sbom":{"uri":"https://example.org/sbom.json","digest":"%1$s"},
                 "trust_policy":{"mode":"permissive","allowed_registries":["huggingface.co"],
                   "require_signature":true,"require_sbom":false}}
                """
                        .formatted(digest);

        RawClient.Answer created = client.post(MODELS, said);

        assertThat(created.status()).isEqualTo(201);
        JsonNode entry = client.get(MODELS + "/m").json();
        assertThat(entry).isEqualTo(created.json());
        assertThat(entry.path("lifecycle").asString()).isEqualTo("Active");
        assertThat(entry.path("digest").asString()).isEqualTo(digest);
        assertThat(entry.path("source_url").asString()).isEqualTo("hf:org/repo/m.gguf");
        assertThat(entry.at("/aliases/1").asString()).isEqualTo("b");
        assertThat(entry.at("/tags/0").asString()).isEqualTo("chat");
        assertThat(entry.at("/manifests/0/size_bytes").asInt()).isEqualTo(7);
        assertThat(entry.at("/signatures/0/timestamp_ms").asInt()).isEqualTo(5);
        assertThat(entry.at("/signatures/0/verified").asBoolean()).isFalse();
        assertThat(entry.at("/sbom/digest").asString()).isEqualTo(digest);
        assertThat(entry.at("/trust_policy/allowed_registries/0").asString())
                .isEqualTo("huggingface.co");
        assertThat(entry.at("/trust_policy/require_sbom").asBoolean(true)).isFalse();
        assertThat(client.get(MODELS).json().path("models")).hasSize(1);
    }

    @Test
    void anIdIsRequired() throws IOException {
        RawClient.Answer answer = client.post(MODELS, "{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_PARAMS");
        assertThat(answer.json().path("message").asString()).isEqualTo("id required");
        assertThat(client.post(MODELS, "{\"id\":\"\"}").json().path("message").asString())
                .isEqualTo("id required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7}",
                "{\"id\":\"..\"}",
                "{\"id\":\"../../etc/passwd\"}",
                "{\"id\":\"a/../b\"}",
                "{\"id\":\" a\"}",
                "{\"id\":\"a\\u0000b\"}",
                "{\"id\":\"e\\u0301\"}",
                "{\"id\":\"a\\u202eb\"}",
                "{\"id\":\"m\",\"digest\":\"sha256\"}",
                "{\"id\":\"m\",\"digest\":\"sha256:xyz\"}",
                "{\"id\":\"m\",\"digest\":\"sha256:ABCD\"}",
                "{\"id\":\"m\",\"digest\":\"sha256:abcd\"}",
                "{\"id\":\"m\",\"digest\":\":abcd\"}",
                "{\"id\":\"m\",\"manifests\":[{}]}",
                "{\"id\":\"m\",\"manifests\":[7]}",
                "{\"id\":\"m\",\"signatures\":[{\"signer\":\"a\"}]}",
                "{\"id\":\"m\",\"trust_policy\":{\"mode\":\"lax\"}}",
                "{\"id\":\"m\",\"sbom\":{}}",
                "{\"id\":\"m\",\"tags\":\"chat\"}"
            })
    void refusesWhatIsWrongInItself(String body) throws IOException {
        RawClient.Answer answer = client.post(MODELS, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_PARAMS");
        assertThat(answer.json().path("field").asString()).startsWith("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x",
                "m.gguf",
                "http://example.org/m.gguf",
                "https:",
                "hf:org",
                "s3:bucket",
                "oci://registry",
                "file:",
                "demo:",
                ""
            })
    void refusesASourceThatNobodyCanBring(String source) throws IOException {
        RawClient.Answer answer =
                client.post(MODELS, "{\"id\":\"m\",\"source_url\":\"" + source + "\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_PARAMS");
        assertThat(answer.json().path("field").asString()).isEqualTo("/source_url");
        assertThat(answer.json().path("message").asString())
                .contains("file:", "hf:", "https:", "demo:", "s3:", "oci:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/m.gguf", "oci://registry/repo:tag"})
    void keepsASourceWithoutAFetcherAndSaysThatThereIsNone(String source) throws IOException {
        assertThat(client.post(MODELS, "{\"id\":\"m\",\"source_url\":\"" + source + "\"}").status())
                .isEqualTo(201);

        client.request("POST", MODELS + "/m/verify", new byte[0]);

        Eventually.isTrue(() -> model("m").at("/verification/result").isString());
        assertThat(model("m").at("/verification/message").asString())
                .startsWith("No fetcher for " + source.substring(0, source.indexOf(':') + 1));
    }

    @Test
    void refusesTenThousandTagsAndBombs() throws IOException {
        String tags = "\"t\",".repeat(9_999) + "\"t\"";
        assertThat(client.post(MODELS, "{\"id\":\"m\",\"tags\":[" + tags + "]}").status())
                .isEqualTo(400);
        String nested = "[".repeat(100_000) + "]".repeat(100_000);
        assertThat(client.post(MODELS, "{\"id\":\"m\",\"x\":" + nested + "}").status())
                .isEqualTo(400);
        assertThat(client.get(MODELS).json().path("models")).isEmpty();
    }

    @Test
    void anIdMayBeAnyTextAndIsNeverAPath() throws IOException {
        String[] ids = {"org/repo", "模型-é", "a b+c%41", "%2e%2e"};
        String[] paths = {"org%2Frepo", "%E6%A8%A1%E5%9E%8B-%C3%A9", "a%20b+c%2541", "%252e%252e"};
        for (int i = 0; i < ids.length; i++) {
            assertThat(client.post(MODELS, "{\"id\":\"" + ids[i] + "\"}").status()).isEqualTo(201);
            assertThat(client.get(MODELS + "/" + paths[i]).json().path("id").asString())
                    .isEqualTo(ids[i]);
        }
        for (String none : new String[] {"%2e%2e", "..%2f..%2fetc", "%00", "%ff", "org/repo"}) {
            assertThat(client.get(MODELS + "/" + none).status()).isEqualTo(404);
            assertThat(client.request("DELETE", MODELS + "/" + none, new byte[0]).status())
                    .isEqualTo(404);
        }
        assertThat(client.get(MODELS).json().path("models")).hasSize(ids.length);
    }

    @Test
    void aNameStandsForOneModel() throws IOException {
        client.post(MODELS, "{\"id\":\"one\",\"aliases\":[\"x\"]}");

        assertThat(client.post(MODELS, "{\"id\":\"two\",\"aliases\":[\"x\"]}").status())
                .isEqualTo(400);
        assertThat(client.post(MODELS, "{\"id\":\"x\"}").status()).isEqualTo(400);
        assertThat(client.post(MODELS, "{\"id\":\"one\"}").status()).isEqualTo(201);
        assertThat(client.post(MODELS, "{\"id\":\"x\"}").status()).isEqualTo(201);
    }

    @Test
    void retiresAndActivates() throws IOException {
        client.post(MODELS, "{\"id\":\"m\"}");

        RawClient.Answer retired =
                client.post(MODELS + "/m/state", "{\"state\":\"Retired\",\"deadline_ms\":5000}");

        assertThat(retired.status()).isEqualTo(202);
        assertThat(retired.json().path("lifecycle").asString()).isEqualTo("Retired");
        assertThat(retired.json().path("retire_by_ms").asLong()).isEqualTo(1_005_000);
        client.post(MODELS, "{\"id\":\"m\",\"tags\":[\"anew\"]}");
        assertThat(client.get(MODELS + "/m").json().path("lifecycle").asString())
                .isEqualTo("Retired");
        assertThat(
                        client.post(MODELS + "/m/state", "{\"state\":\"Active\"}")
                                .json()
                                .has("retire_by_ms"))
                .isFalse();
        assertThat(client.post(MODELS + "/m/state", "{\"state\":\"Paused\"}").code())
                .isEqualTo("INVALID_PARAMS");
        assertThat(client.post(MODELS + "/m/state", "{}").status()).isEqualTo(400);
        assertThat(client.post(MODELS + "/n/state", "{\"state\":\"Active\"}").code())
                .isEqualTo("MODEL_NOT_FOUND");
    }

    @Test
    void verifiesAndDeletes() throws IOException {
        Path file = Files.writeString(server.folder.resolve("m.gguf"), "abc");
        client.post(
                MODELS,
                "{\"id\":\"m\",\"source_url\":\"file:"
                        + file
                        + "\",\"digest\":\"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}");

        assertThat(client.request("POST", MODELS + "/m/verify", new byte[0]).status())
                .isEqualTo(202);
        Eventually.isTrue(() -> model("m").at("/verification/result").isString());
        JsonNode entry = client.get(MODELS + "/m").json();
        assertThat(entry.at("/verification/reason").asString()).isEqualTo("no_signature");
        assertThat(entry.path("last_verified_ms").asLong()).isEqualTo(1_000_000);
        assertThat(entry.path("size_bytes").asInt()).isEqualTo(3);
        assertThat(client.request("DELETE", MODELS + "/m", new byte[0]).status()).isEqualTo(204);
        assertThat(client.get(MODELS + "/m").code()).isEqualTo("MODEL_NOT_FOUND");
        assertThat(client.request("DELETE", MODELS + "/m", new byte[0]).status()).isEqualTo(404);
        assertThat(client.request("POST", MODELS + "/m/verify", new byte[0]).status())
                .isEqualTo(404);
        assertThat(file).exists();
    }

    @Test
    void pagesThroughTheModels() throws IOException {
        for (int i = 0; i < 5; i++) {
            client.post(MODELS, "{\"id\":\"m" + i + "\"}");
        }

        JsonNode first = client.get(MODELS + "?limit=2").json();
        JsonNode second =
                client.get(MODELS + "?limit=3&cursor=" + first.path("next_cursor").asString())
                        .json();

        assertThat(first.path("models")).hasSize(2);
        assertThat(second.path("models")).hasSize(3);
        assertThat(second.has("next_cursor")).isFalse();
    }

    private JsonNode model(String id) {
        try {
            return client.get(MODELS + "/" + id).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
