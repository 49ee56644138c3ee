package org.llamaorch.poolmanager.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {

    @TempDir private Path home;

    private static RunRecord record(String pool, String replica) {
        return new RunRecord(
                pool,
                replica,
                new ProcessIdentity(4711, 99, "boot", "abc"),
                "spec",
                "sha256:00",
                8081,
                "http://127.0.0.1:8081",
                null,
                "xllamacpp 1",
                false);
    }

    @Test
    void givesBackWhatWasWrittenFromAFileForThisUserAlone() throws IOException {
        RunRecords records = new RunRecords(home);
        records.write(record("default", "r0"));
        ProcessIdentity observed = new ProcessIdentity(4711, 99, "boot", "def");
        records.write(record("default", "r0").withDecoded(observed));

        assertThat(records.read("default", "r0"))
                .contains(record("default", "r0").withDecoded(observed));
        try (Stream<Path> files = Files.list(home.resolve("run"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(all.getFirst())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void keepsReplicasApartWhoseNamesRunTogether() throws IOException {
        RunRecords records = new RunRecords(home);
        records.write(record("a-b", "c"));
        records.write(record("a", "b-c"));
        records.write(record("a/../b", "c~d"));

        assertThat(records.all()).hasSize(3);
        assertThat(records.read("a/../b", "c~d")).contains(record("a/../b", "c~d"));
    }

    @Test
    void takesABrokenRecordForNone() throws IOException {
        RunRecords records = new RunRecords(home);
        records.write(record("default", "r0"));
        Files.writeString(home.resolve("run/default~r0.json"), "{\"poolId\":");

        assertThat(records.read("default", "r0")).isEmpty();
        assertThat(records.all()).isEmpty();
    }
}
