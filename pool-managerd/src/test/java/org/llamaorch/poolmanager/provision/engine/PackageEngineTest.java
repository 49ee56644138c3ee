package org.llamaorch.poolmanager.provision.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.poolmanager.Eventually;
import org.llamaorch.poolmanager.provision.CollectedProgress;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/** The Python is a shell script that does as the files beside it say. */
class PackageEngineTest {

    /** Writes each call into {@code calls}; waits in a download while {@code hold} is there. */
    private static final String SCRIPTED_PYTHON =
            """
            #!/bin/sh
            here=$(dirname "$(readlink -f "$0")")
            case "$*" in
              *"import sys, platform"*)
                echo "version $(cat "$here/version") CPython"; [ -f "$here/no-venv" ] || echo "venv yes" ;;
              *"-m venv"*)
                for target; do :; done
                mkdir -p "$target/bin" && ln -s "$(readlink -f "$0")" "$target/bin/python" ;;
              *"pip download"*)
                echo download >> "$here/calls"
                while [ -f "$here/hold" ]; do sleep 0.05; done
                [ ! -f "$here/says" ] || { cat "$here/says"; exit 1; } ;;
              *"pip install"*) echo install >> "$here/calls" ;;
              *) exit 64 ;;
            esac
            """;

    @TempDir private Path folder;
    private Path python = Path.of("");
    private Path cache = Path.of("");
    private final CollectedProgress progress = new CollectedProgress();

    @BeforeEach
    void script() throws IOException {
        cache = folder.resolve("cache");
        Path tools = Files.createDirectories(folder.resolve("tools"));
        python = tools.resolve("python3");
        Files.writeString(python, SCRIPTED_PYTHON);
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        tool("version", "3.11.2");
    }

    @Test
    void installsOnceAndFindsItAgain() throws Exception {
        try (InstalledEngine first = engine(false).provide(ProvisioningProgress.SILENT)) {
            assertThat(first.python()).isExecutable();
            assertThat(first.launcher()).content().contains("xllamacpp");
            assertThat(first.version()).isEqualTo("xllamacpp 2026.10.11549");
        }
        engine(true).provide(ProvisioningProgress.SILENT).close();

        assertThat(calls()).containsExactly("download", "install");
    }

    @Test
    void letsASecondStartWaitForTheFirstAndSaysSo() throws Exception {
        tool("hold", "");
        CompletableFuture<InstalledEngine> first = inBackground();
        Eventually.that("first downloads", () -> calls().contains("download"));
        CompletableFuture<InstalledEngine> second = inBackground();
        Eventually.that("second waits", () -> !progress.notices.isEmpty());
        Files.delete(python.resolveSibling("hold"));

        first.get(20, TimeUnit.SECONDS).close();
        second.get(20, TimeUnit.SECONDS).close();
        assertThat(calls()).containsExactly("download", "install");
        assertThat(progress.notices)
                .containsExactly(
                        "Another process is installing the engine; waiting for it to finish.");
    }

    @Test
    void leavesNothingOfAFailedOrInterruptedInstallationAndStartsOver() throws Exception {
        tool("says", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES");
        fails(Kind.WRONG_HASH, "locked hash");
        assertThat(entries()).isEmpty();
        Files.delete(python.resolveSibling("says"));
        Path leftover =
                cache.resolve("engines/." + PackageLock.bundled().entryName() + ".building-1");
        Files.createDirectories(leftover.resolve("venv"));

        engine(false).provide(ProvisioningProgress.SILENT).close();

        assertThat(entries()).containsExactly(PackageLock.bundled().entryName());
    }

    @Test
    void installsAnewWhenThePythonUnderItWasReplaced() throws Exception {
        engine(false).provide(ProvisioningProgress.SILENT).close();
        Path moved = python.resolveSibling("python3.99");
        Files.move(python, moved);
        python = moved;
        assertThat(engine(false).installed()).isFalse();

        engine(false).provide(ProvisioningProgress.SILENT).close();

        assertThat(calls()).containsExactly("download", "install", "download", "install");
    }

    @Test
    void fetchesNothingOfflineAndSaysWhatIsMissing() {
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> engine(true).provide(ProvisioningProgress.SILENT))
                .matches(failure -> failure.kind() == Kind.OFFLINE)
                .withMessageContaining("xllamacpp 2026.10.11549")
                .withMessageContaining("LLAMA_ORCH_OFFLINE");
        assertThat(calls()).isEmpty();
    }

    @Test
    void saysWhatToInstallWithoutPythonOrVenv() throws Exception {
        tool("version", "3.9.2");
        fails(Kind.NO_PYTHON, "3.9.2");
        tool("version", "3.11.2");
        tool("no-venv", "");
        fails(Kind.NO_VENV, "apt install python3-venv");
        Path nothing = folder.resolve("nothing");
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() ->
                        new PackageEngine(
                                        settings(null, nothing.toString(), false),
                                        PackageLock.bundled())
                                .provide(ProvisioningProgress.SILENT))
                .matches(failure -> failure.kind() == Kind.NO_PYTHON)
                .withMessageContaining("apt install python3");
    }

    private void fails(Kind kind, String sentence) {
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> engine(false).provide(ProvisioningProgress.SILENT))
                .matches(failure -> failure.kind() == kind)
                .withMessageContaining(sentence);
    }

    private CompletableFuture<InstalledEngine> inBackground() {
        CompletableFuture<InstalledEngine> done = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        done.complete(engine(false).provide(progress));
                    } catch (ProvisioningFailed | InterruptedException failure) {
                        done.completeExceptionally(failure);
                    }
                });
        return done;
    }

    private PackageEngine engine(boolean offline) {
        return new PackageEngine(settings(python, "", offline), PackageLock.bundled());
    }

    private ProvisionSettings settings(@Nullable Path python, String searchPath, boolean offline) {
        return new ProvisionSettings(
                cache, offline, python, searchPath, Duration.ofSeconds(20), Duration.ofSeconds(20));
    }

    private void tool(String name, String text) throws IOException {
        Files.writeString(python.resolveSibling(name), text);
    }

    private List<String> calls() {
        try {
            Path file = python.resolveSibling("calls");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> all = Files.list(cache.resolve("engines"))) {
            return all.map(each -> each.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock") && !name.equals("launcher"))
                    .toList();
        }
    }
}
