package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.ChildProcess;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.DaemonLaunch;
import org.llamaorch.bdd.target.ServerCertificate;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;

/** A daemon that serves over TLS with a certificate of its own authority, and its commands. */
public final class TlsSteps {

    private static final String AUTHORITY = "LLAMA_ORCH_CACERT";

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;
    private final Map<String, ServerCertificate> certificates = new HashMap<>();
    private final String address = Daemon.freeAddress("127.0.0.1");
    private @Nullable String said;
    private int exitCode;

    public TlsSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    @Given("a daemon that shows the certificate {string} of its own authority")
    public void daemon(String name) {
        setup.needsOwnDaemon();
        configure(name);
        ChildProcess started =
                DaemonLaunch.start(
                        Setup.settings(),
                        configuration(),
                        folder.home(),
                        address,
                        Map.of(),
                        folder.newLog());
        world.closeWithScenario(started::leaveNothing);
        Waiting.untilTrue(
                "the daemon to answer a command that trusts " + name,
                SuiteSettings.START,
                () -> run(List.of("pools", "--cacert", certificate(name))) == 0);
    }

    @When("its configuration then names the certificate {string}")
    public void configure(String name) {
        ServerCertificate shown =
                certificates.computeIfAbsent(
                        name, _ -> ServerCertificate.make(folder.path(), name));
        try {
            Files.writeString(
                    configuration(),
                    Json.write(
                            Map.of(
                                    "tls",
                                    Map.of(
                                            "certificate",
                                            shown.certificate().toString(),
                                            "key",
                                            shown.key().toString()),
                                    "pools",
                                    List.of(
                                            Map.of(
                                                    "id",
                                                    "none",
                                                    "replicas",
                                                    List.of(
                                                            Map.of(
                                                                    "id",
                                                                    "r0",
                                                                    "url",
                                                                    "http://127.0.0.1:9")))))));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @When("the key of the certificate {string} is spoilt")
    public void spoil(String name) throws IOException {
        ServerCertificate made = ServerCertificate.make(folder.path(), name);
        Files.writeString(made.key(), "no key");
        certificates.put(name, made);
    }

    @When("the command {string} trusts {string}")
    public void trusting(String command, String name) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.add("--cacert");
        words.add(certificate(name));
        exitCode = run(words);
    }

    @When("the command {string} trusts {string} by its environment")
    public void trustingByEnvironment(String command, String name) {
        exitCode = run(List.of(command.split(" ", -1)), Map.of(AUTHORITY, certificate(name)));
    }

    @When("the command {string} trusts nobody but the system's")
    public void trustingNobody(String command) {
        exitCode = run(List.of(command.split(" ", -1)));
    }

    @Then("it ends well and says {string}")
    public void well(String text) {
        assertThat(exitCode).as(said).isZero();
        assertThat(said).contains(text);
    }

    @Then("it ends with exit code {int} and says {string}")
    public void ends(int code, String text) {
        assertThat(exitCode).as(said).isEqualTo(code);
        assertThat(said).contains(text);
    }

    private String certificate(String name) {
        ServerCertificate made = certificates.get(name);
        if (made == null) {
            throw new AssertionError("the scenario has no certificate " + name);
        }
        return made.certificate().toString();
    }

    private Path configuration() {
        return folder.path().resolve("tls.yaml");
    }

    private int run(List<String> words) {
        return run(words, Map.of());
    }

    private int run(List<String> words, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Setup.settings().launcher().toString());
        command.addAll(words);
        command.addAll(List.of("--addr", "https://" + address));
        Map<String, String> all = new HashMap<>(environment);
        all.putIfAbsent(AUTHORITY, "");
        ChildProcess process = ChildProcess.start(command, all, folder.newLog());
        int code = process.awaitExit(SuiteSettings.START);
        said = process.output();
        return code;
    }
}
