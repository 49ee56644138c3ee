package org.llamaorch.poolmanager.provision;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheLockTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir private Path folder;

    @Test
    void isSharedByUsersAndKeptFromADeleterUntilTheLastHasGone() throws Exception {
        Path file = folder.resolve("entry.lock");
        CacheLock first = CacheLock.shared(file, SHORT, () -> {});
        CacheLock second = CacheLock.shared(file, SHORT, () -> {});
        first.close();
        first.close();

        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> CacheLock.exclusive(file, SHORT, () -> {}))
                .matches(failure -> failure.kind() == ProvisioningFailed.Kind.BUSY)
                .withMessageContaining("entry.lock");
        second.close();

        CacheLock.exclusive(file, SHORT, () -> {}).close();
    }

    @Test
    void waitsForAnotherProcessAndSaysSo() throws Exception {
        Path file = folder.resolve("other.lock");
        Process other =
                new ProcessBuilder(
                                "python3",
                                "-c",
                                "import fcntl,sys\n"
                                        + "f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX)\n"
                                        + "print('held',flush=True); sys.stdin.read()",
                                file.toString())
                        .start();
        try {
            byte[] held = other.getInputStream().readNBytes(5);
            assertThat(new String(held, StandardCharsets.US_ASCII)).isEqualTo("held\n");
            CountDownLatch waiting = new CountDownLatch(1);
            CompletableFuture<CacheLock> ours = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            ours.complete(CacheLock.shared(file, PATIENCE, waiting::countDown));
                        } catch (ProvisioningFailed | InterruptedException failure) {
                            ours.completeExceptionally(failure);
                        }
                    });
            assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ours).isNotDone();
            other.getOutputStream().close();

            taken(ours).close();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void whoWantsToMakeAnEntryGivesUpWhenSomebodyElseMadeItAndUsesIt() throws Exception {
        Path file = folder.resolve("made.lock");
        // Had at once, it is had, whether the entry is there or not.
        requireNonNull(CacheLock.exclusiveToMake(file, () -> true, SHORT, () -> {})).close();

        try (CacheLock _ = CacheLock.shared(file, SHORT, () -> {})) {
            AtomicBoolean made = new AtomicBoolean();
            assertThat(CacheLock.exclusiveToMake(file, made::get, PATIENCE, () -> made.set(true)))
                    .isNull();
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(
                            () -> CacheLock.exclusiveToMake(file, () -> false, SHORT, () -> {}));
        }
    }

    private static CacheLock taken(CompletableFuture<CacheLock> ours) throws Exception {
        try {
            return ours.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError(failure.getCause());
        }
    }
}
