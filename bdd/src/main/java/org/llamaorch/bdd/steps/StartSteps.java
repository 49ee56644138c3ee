package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.ChildProcess;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.DaemonLaunch;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import org.opentest4j.TestAbortedException;

/** Daemons that refuse to start, and what they say then. */
public final class StartSteps {

    private static final String JOURNAL = "journal.db";

    /** Where SQLite's file format keeps user_version, big-endian. */
    private static final int USER_VERSION_AT = 60;

    /** What the refused daemon would have served: nothing is provisioned for it. */
    private static final String NO_ENGINE =
            "\npools: [{id: none, replicas: [{id: r0, url: 'http://127.0.0.1:9'}]}]\n";

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;
    private @Nullable ChildProcess started;
    private @Nullable String address;

    public StartSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    @When("a second daemon is started on the same state folder")
    public void secondDaemon() {
        start(setup.daemon().home(), Daemon.freeAddress("127.0.0.1"), "", Map.of());
    }

    @When("a daemon is started at the address of engine {string}")
    public void atTakenAddress(String engine) {
        start(home(), setup.engine(engine).address().getAuthority(), "", Map.of());
    }

    @When("a daemon is started at host {string}")
    public void atHost(String host) {
        start(home(), Daemon.freeAddress(host), "", Map.of());
    }

    @When("a daemon is started with {word} = {string}")
    public void withEnvironment(String name, String value) {
        start(home(), Daemon.freeAddress("127.0.0.1"), "", Map.of(name, value));
    }

    @When("a daemon is started with the configuration")
    public void withConfiguration(String yaml) {
        start(home(), Daemon.freeAddress("127.0.0.1"), yaml, Map.of());
    }

    @When("a daemon is started with a configuration that is not there")
    public void withoutConfiguration() {
        launch(home(), Daemon.freeAddress("127.0.0.1"), Map.of());
    }

    @When("a daemon is started with a configuration of {int} odd bytes")
    public void withOddBytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        Files.write(configuration(), bytes);
        launch(home(), Daemon.freeAddress("127.0.0.1"), Map.of());
    }

    @When("a daemon is started with a configuration that is a folder")
    public void withFolder() throws IOException {
        Files.createDirectory(configuration());
        launch(home(), Daemon.freeAddress("127.0.0.1"), Map.of());
    }

    @When("a daemon is started on a state folder that it may not write")
    public void withoutPermission() throws IOException {
        if (System.getProperty("user.name").equals("root")) {
            throw new TestAbortedException("root may write everywhere");
        }
        Path home = home();
        Files.createDirectories(home.getParent());
        Files.createDirectory(
                home,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        start(home.resolve("below"), Daemon.freeAddress("127.0.0.1"), "", Map.of());
    }

    @Given("the daemon has stopped")
    public void hasStopped() {
        setup.daemon().terminate();
        assertThat(setup.daemon().awaitExit(Duration.ofSeconds(40)))
                .as(setup.daemon().log())
                .isZero();
    }

    @Given("its journal is of a newer version")
    public void newerJournal() throws IOException {
        try (RandomAccessFile file = journal()) {
            file.seek(USER_VERSION_AT);
            file.writeInt(9_999);
        }
    }

    @Given("its journal is cut to {int} bytes")
    public void cutJournal(int bytes) throws IOException {
        try (RandomAccessFile file = journal()) {
            assertThat(file.length()).isGreaterThan(bytes);
            file.setLength(bytes);
        }
    }

    private RandomAccessFile journal() throws IOException {
        return new RandomAccessFile(setup.daemon().home().resolve(JOURNAL).toFile(), "rw");
    }

    @When("a daemon is started on its state folder")
    public void onItsStateFolder() {
        start(setup.daemon().home(), Daemon.freeAddress("127.0.0.1"), "", Map.of());
    }

    @When("a daemon is started on the folder of the keys")
    public void onFolderOfKeys() {
        start(folder.home(), Daemon.freeAddress("127.0.0.1"), "", Map.of());
    }

    @When("a daemon is started at host {string} on the folder of the keys")
    public void atHostOnFolderOfKeys(String host) {
        address = Daemon.freeAddress(host);
        start(folder.home(), address, "", Map.of());
    }

    @Then("it comes to serve")
    public void serves() {
        String port = String.valueOf(address).replaceAll(".*:", "");
        Waiting.untilTrue(
                "the daemon to serve",
                SuiteSettings.START,
                () -> {
                    try {
                        return new Api(URI.create("http://127.0.0.1:" + port))
                                        .get("/readyz")
                                        .status()
                                == 200;
                    } catch (UncheckedIOException _) {
                        return false;
                    }
                });
    }

    @Then("it refuses to start with exit code {int} and one sentence about {string}")
    public void refuses(int code, String about) {
        ChildProcess process = process();
        assertThat(process.awaitExit(SuiteSettings.START)).as(process.output()).isEqualTo(code);
        List<String> said = process.output().lines().filter(line -> !line.startsWith("{")).toList();
        assertThat(said).as(process.output()).hasSize(1);
        assertThat(said.getFirst()).startsWith("llama-orch: ").contains(about);
    }

    private ChildProcess process() {
        if (started == null) {
            throw new AssertionError("the scenario started no daemon");
        }
        return started;
    }

    private Path home() {
        return folder.path().resolve("refused").resolve("home");
    }

    private void start(Path home, String address, String yaml, Map<String, String> environment) {
        try {
            Files.writeString(configuration(), yaml + NO_ENGINE);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        launch(home, address, environment);
    }

    private Path configuration() {
        return folder.path().resolve("refused.yaml");
    }

    private void launch(Path home, String address, Map<String, String> environment) {
        setup.needsOwnDaemon();
        started =
                DaemonLaunch.start(
                        Setup.settings(),
                        configuration(),
                        home,
                        address,
                        environment,
                        folder.path().resolve("refused.log"));
        world.closeWithScenario(started::kill);
    }
}
