package org.llamaorch.orchestrator.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.BudgetPeriod;
import org.llamaorch.core.budget.Spending;

/** The file that keeps keys hashed (B-SEC-004, LO-14). */
final class KeyFileTest {

    @TempDir Path folder = Path.of(".");

    private KeyFile file() {
        return new KeyFile(folder.resolve("state").resolve(KeyFile.NAME));
    }

    private static KeyGrant grant(String name, KeySecret... secrets) {
        return new KeyGrant(
                name,
                Set.of(Scope.DATA, Scope.CONTROL),
                Priority.BATCH,
                0.5,
                3,
                7,
                new Budget(new Spending(1_000, Long.MAX_VALUE, 1_500_000_000L), BudgetPeriod.DAY),
                List.of(secrets));
    }

    private void add(KeyGrant grant) {
        file().change(grants -> {
            List<KeyGrant> more = new ArrayList<>(grants);
            more.add(grant);
            return more;
        });
    }

    private void text(String text, String mode) throws IOException {
        Path path = file().path();
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void isEmptyWhereThereIsNone() {
        assertThat(file().read()).isEmpty();
        assertThat(file().version()).isEmpty();
    }

    @Test
    void keepsAllOfAKeyButTheSecretItself() throws IOException {
        String secret = KeySecret.made();
        KeyGrant grant =
                grant("app", KeySecret.of(secret, 5, 9), new KeySecret("ab".repeat(32), 0, 0, 8));
        add(grant);

        assertThat(file().read()).containsExactly(grant);
        assertThat(Files.readString(file().path())).doesNotContain(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().path())))
                .isEqualTo("rw-------");
        assertThat(secret).startsWith("llo_").hasSize(47);
        assertThat(KeySecret.made()).isNotEqualTo(secret);
    }

    @Test
    void tellsOneContentFromAnother() {
        add(grant("app", KeySecret.of("one", 1, 0)));
        var first = file().version();
        assertThat(file().version()).isEqualTo(first).isPresent();
        file().change(grants -> List.of(grants.getFirst().revoked("", 3)));
        assertThat(file().version()).isNotEqualTo(first);
        assertThat(file().read().getFirst().secrets().getFirst().valid(4)).isFalse();
    }

    @Test
    void revokesOneSecretOfSeveral() {
        KeySecret old = KeySecret.of("old", 1, 0);
        KeySecret young = KeySecret.of("young", 1, 0);
        KeyGrant rotated = grant("app", old).with(young).revoked(old.fingerprint(), 5);

        assertThat(rotated.secrets().getFirst().valid(6)).isFalse();
        assertThat(rotated.secrets().getLast().valid(6)).isTrue();
        assertThat(KeySecret.of("brief", 1, 10).valid(9)).isTrue();
        assertThat(KeySecret.of("brief", 1, 10).valid(10)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-rw-rw-", "rwx------", "rw----r--"})
    void refusesAFileThatOthersMayUse(String mode) throws IOException {
        text("{\"format\":1,\"keys\":[]}", mode);
        assertThatThrownBy(() -> file().read())
                .isInstanceOf(KeyFileRefused.class)
                .hasMessageContaining("chmod 600 " + file().path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"format\":2,\"keys\":[]}",
                "{\"format\":1,\"keys\":[{\"name\":\"a\",\"scopes\":[\"all\"],\"secrets\":[]}]}",
                "{\"format\":1,\"keys\":[{\"name\":\"a\",\"secret\":\"plain\"}]}",
                "{\"format\":1,\"keys\":[{\"name\":\"localhost\",\"secrets\":[]}]}",
                "{\"format\":1,\"keys\":[{\"name\":\"../a\",\"secrets\":[]}]}",
                "{\"format\":1,\"keys\":[{\"name\":\"a\",\"secrets\":[{\"sha256\":\"x\"}]}]}",
                "{\"format\":1,\"keys\":[{\"name\":\"a\",\"concurrency\":-1,\"secrets\":[]}]}",
                "{\"format\":1,\"keys\":[{\"name\":\"a\",\"secrets\":[]},{\"name\":\"a\",\"secrets\":[]}]}"
            })
    void refusesWhatIsNoKeysFile(String text) throws IOException {
        text(text, "rw-------");
        assertThatThrownBy(() -> file().read())
                .isInstanceOf(KeyFileRefused.class)
                .hasMessageContaining(file().path().toString());
    }

    @Test
    void refusesALinkAndAFolderInItsPlace() throws IOException {
        Path real = folder.resolve("real");
        Files.writeString(real, "{\"format\":1,\"keys\":[]}");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(file().path().getParent());
        Files.createSymbolicLink(file().path(), real);
        assertThatThrownBy(() -> file().read()).hasMessageContaining("not a plain file");
    }

    @Test
    void doesNotReplaceAFileThatItCannotRead() throws IOException {
        text("{\"format\":1,\"keys\":[{}]}", "rw-------");
        assertThatThrownBy(() -> add(grant("app"))).isInstanceOf(KeyFileRefused.class);
        assertThat(Files.readString(file().path())).contains("[{}]");
    }

    @Test
    void readsWhatAPersonWroteWithTheUsualForWhatIsLeftOut() throws IOException {
        text(
                "{\"format\":1,\"keys\":[{\"name\":\"app\",\"rate\":{\"per_second\":2.5},\"secrets\":[{\"sha256\":\"%s\"}]}]}"
                        .formatted("0".repeat(64)),
                "rw-------");
        KeyGrant app = file().read().getFirst();
        assertThat(app.scopes()).containsExactly(Scope.DATA);
        assertThat(app.priority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(app.burst()).isEqualTo(3);
        assertThat(app.concurrency()).isZero();
        assertThat(app.budget()).isEqualTo(Budget.UNBOUNDED);
    }
}
