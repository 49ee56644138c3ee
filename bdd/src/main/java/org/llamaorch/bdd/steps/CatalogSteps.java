package org.llamaorch.bdd.steps;

import static java.util.Objects.requireNonNull;
import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.datatable.DataTable;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import tools.jackson.databind.JsonNode;

/** Models of the catalog, their files and who signed them. */
public final class CatalogSteps {

    private static final String MODELS = "/v2/catalog/models";

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;
    private final Map<String, KeyPair> signers = new HashMap<>();
    private long usedBefore;

    public CatalogSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    @Given("a model file {string} that holds {string}")
    @When("the model file {string} is written with {string}")
    public void file(String name, String content) throws IOException {
        setup.needsOwnDaemon();
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), content);
    }

    /** Below {@code cache} among the model files. */
    @Given("a cache of its own")
    public void ownCache() {
        setup.environment().put("LLAMA_ORCH_CACHE", path("cache").toString());
    }

    @When("the model file {string} vanishes")
    public void vanishes(String name) throws IOException {
        Files.delete(path(name));
    }

    @Then("the model file {string} is there")
    public void isThere(String name) {
        assertThat(path(name)).exists();
    }

    @Then("the model file {string} is gone")
    public void isGone(String name) {
        assertThat(path(name)).doesNotExist();
    }

    private Path path(String name) {
        return folder.path().resolve(name);
    }

    @Given("the trusted signer {string}")
    public void trustedSigner(String name) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        signers.put(name, pair);
        setup.configure(
                "catalog.trusted_signers",
                List.of(
                        Map.of(
                                "name",
                                name,
                                "algo",
                                "ed25519",
                                "public_key",
                                Base64.getEncoder()
                                        .encodeToString(pair.getPublic().getEncoded()))));
    }

    /**
     * A value is JSON or text; {@code FILE name} is that model file's reference, {@code DIGEST
     * text} the digest of a file that holds the text, {@code SIGNED BY name} that signer's
     * signature over the digest.
     */
    @When("model {string} is described with")
    public void describe(String id, DataTable members) throws GeneralSecurityException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        for (Map.Entry<String, String> member : members.asMap().entrySet()) {
            body.put(member.getKey(), value(member.getValue(), body));
        }
        world.last(world.api().post(MODELS, Json.write(body)));
    }

    private Object value(String text, Map<String, Object> body) throws GeneralSecurityException {
        if (text.startsWith("FILE ")) {
            return "file:" + path(text.substring(5));
        }
        if (text.startsWith("DIGEST ")) {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(
                                                    text.substring(7)
                                                            .getBytes(StandardCharsets.UTF_8)));
        }
        if (text.startsWith("SIGNED BY ")) {
            String signer = text.substring(10);
            Signature signing = Signature.getInstance("Ed25519");
            signing.initSign(requireNonNull(signers.get(signer)).getPrivate());
            signing.update(String.valueOf(body.get("digest")).getBytes(StandardCharsets.US_ASCII));
            return List.of(
                    Map.of(
                            "signer",
                            signer,
                            "algo",
                            "ed25519",
                            "value",
                            Base64.getEncoder().encodeToString(signing.sign())));
        }
        return Json.value(text);
    }

    @When("model {string} is set to {word}")
    public void set(String id, String state) {
        post(id, "{\"state\": \"" + state + "\"}");
    }

    @When("model {string} is set to {word} within {int} ms")
    public void setWithin(String id, String state, int deadlineMs) {
        post(id, "{\"state\": \"" + state + "\", \"deadline_ms\": " + deadlineMs + "}");
    }

    private void post(String id, String body) {
        world.last(world.api().post(MODELS + "/" + id + "/state", body));
        assertThat(world.last().status()).as(world.last().text()).isEqualTo(202);
    }

    @When("model {string} is verified")
    public void verify(String id) {
        Answer begun = world.api().post(MODELS + "/" + id + "/verify", null);
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        Waiting.untilTrue(
                "the verification of " + id,
                SuiteSettings.SOON,
                () -> {
                    JsonNode verification = model(id).path("verification");
                    return verification.has("result") && !verification.has("running");
                });
        world.last(world.api().get(MODELS + "/" + id));
    }

    @Then("model {string} comes to have {string} {string}")
    public void comesToHave(String id, String pointer, String expected) {
        Waiting.untilTrue(
                "model " + id + " to have " + pointer + " " + expected,
                SuiteSettings.SOON,
                () -> model(id).at(pointer).asString("").equals(expected));
    }

    private JsonNode model(String id) {
        return world.api().get(MODELS + "/" + id).json();
    }

    /** Members by their path; lists as JSON. */
    @Then("the capabilities name model {string} with")
    public void capabilities(String model, DataTable members) {
        JsonNode told = capability(model);
        members.asMap()
                .forEach((path, expected) -> {
                    JsonNode value = told.at("/" + path);
                    assertThat(value.isContainer() ? value.toString() : value.asString(""))
                            .as(path + " of " + told)
                            .isEqualTo(expected);
                });
    }

    @Then("the capabilities tell the size of {string} for model {string}")
    public void capabilitySize(String file, String model) throws IOException {
        assertThat(capability(model).path("size_bytes").asLong())
                .isEqualTo(Files.size(path(file + ".gguf")));
    }

    private JsonNode capability(String model) {
        return world.last()
                .json()
                .at("/engines/0/models")
                .valueStream()
                .filter(each -> each.path("id").asString("").equals(model))
                .findFirst()
                .orElseThrow(() -> new AssertionError(model + " is not in " + world.last().text()));
    }

    /** It takes no room on the disk; reading it takes as long as any. */
    @Given("a model file {string} of {int} MB")
    public void largeFile(String name, int megabytes) throws IOException {
        setup.needsOwnDaemon();
        try (RandomAccessFile file = new RandomAccessFile(path(name).toFile(), "rw")) {
            file.setLength(megabytes * 1024L * 1024);
        }
    }

    @When("the verification of model {string} has read {int} MB")
    public void hasRead(String id, int megabytes) {
        usedBefore = setup.daemon().residentMegabytes();
        Answer begun = world.api().post(MODELS + "/" + id + "/verify", null);
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        Waiting.untilTrue(
                megabytes + " MB to be read",
                SuiteSettings.START,
                () ->
                        model(id).at("/verification/running/bytes_done").asLong()
                                >= megabytes * 1024L * 1024);
    }

    /** A file that is read into memory would show as its size. */
    @Then("the daemon's memory has grown by less than {int} MB")
    public void memory(int megabytes) {
        assertThat(setup.daemon().residentMegabytes() - usedBefore)
                .as("growth from " + usedBefore + " MB")
                .isLessThan(megabytes);
    }

    @When("model {string} is described with {int} tags")
    public void tagged(String id, int count) {
        List<String> tags = Collections.nCopies(count, "tag");
        world.last(world.api().post(MODELS, Json.write(Map.of("id", id, "tags", tags))));
    }

    @When("model {string} is described with a member nested {int} deep")
    public void nested(String id, int depth) {
        world.last(
                world.api()
                        .post(
                                MODELS,
                                "{\"id\": \""
                                        + id
                                        + "\", \"x\": "
                                        + "[".repeat(depth)
                                        + "]".repeat(depth)
                                        + "}"));
    }
}
