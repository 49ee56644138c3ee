package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line accepts and how it teaches. */
class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return LlamaOrch.commandLine(args)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void theHelpListsEveryCommandAndTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "run", "up", "submit", "watch", "cancel", "tasks", "pools", "catalog",
                        "test")
                .contains("Exit codes:", "130")
                .doesNotContain("train");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run", "up", "submit", "watch", "cancel", "tasks", "pools", "catalog", "test",
                "bdd", "chaos", "version"
            })
    void everyCommandTeachesWithAnExample(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Example", "llama-orch " + command);
    }

    @Test
    void aMisspeltCommandIsAnsweredWithTheNearest() {
        assertThat(run("sumbit")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("submit");
    }

    @Test
    void aCommandOnItsOwnSaysWhatIsMissing() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(run("cancel")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("a command is missing", "ID");
    }

    @Test
    void watchingWithoutAnOrchestratorSaysThatNoneAnswersAndNothingElse() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        PrintStream usual = System.err;
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run("watch", "--addr", "127.0.0.1:" + unused, "some-task"))
                    .isEqualTo(ExitCode.UNREACHABLE);
        } finally {
            System.setErr(usual);
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("no orchestrator answers")
                .doesNotContain("lost");
    }

    @Test
    void mavenArgumentsGoThroughTheTestCommand() {
        CommandLine line = LlamaOrch.commandLine("test");

        CommandLine.ParseResult parsed =
                line.parseArgs("test", "--check-format", "-pl", "core", "-am", "-Dtest=A");

        assertThat(parsed.subcommand().unmatched())
                .containsExactly("-pl", "core", "-am", "-Dtest=A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9/", "0.0.0.0:9"})
    void anAddressIsSpokenToOverHttp(String address) {
        assertThat(ServerOptions.baseOf(address)).hasToString("http://127.0.0.1:9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://", "a b", "http://h/path", ":8080"})
    void whatIsNoAddressIsRefused(String address) {
        assertThatThrownBy(() -> ServerOptions.baseOf(address))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("is no address");
    }
}
