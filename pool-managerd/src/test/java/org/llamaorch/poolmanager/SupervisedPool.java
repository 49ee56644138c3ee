package org.llamaorch.poolmanager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gguf.TinyGguf;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;

/**
 * What the tests of a whole pool share: a small engine in real processes, its records, and what was
 * told of it.
 */
abstract class SupervisedPool {

    @TempDir Path folder;
    final CollectingListener told = new CollectingListener();
    Path model;
    PoolSupervision supervision;

    /** Of the machine, as far as the pool sees it. */
    long memoryBytes = 1L << 30;

    @BeforeEach
    void files() throws IOException {
        model = TinyGguf.write(Files.createDirectories(folder.resolve("model")).resolve("m.gguf"));
        supervision = supervision();
    }

    PoolSupervision supervision() {
        return SmallEngines.supervision(folder, told, () -> memoryBytes);
    }

    @AfterEach
    void stop() throws InterruptedException {
        supervision.stop();
    }

    void tell(String name, String text) throws IOException {
        Files.writeString(model.resolveSibling(name), text);
    }

    ReplicaStatus await(Predicate<ReplicaStatus> condition) throws InterruptedException {
        Eventually.that("a replica's status", () -> told.newest().filter(condition).isPresent());
        return told.newest().filter(condition).orElseThrow();
    }

    RunRecord record() {
        return records().read("default", "r0").orElseThrow();
    }

    RunRecords records() {
        return new RunRecords(folder.resolve("home"));
    }

    /** The pool of the model, with another batch and port among its own flags. */
    PoolRuntimeSpec pool(@Nullable Path lock, ReplicaRuntimeSpec replica) {
        return SmallEngines.pool(
                model.toString(), List.of("--batch", "77", "--port", "1"), lock, replica);
    }

    static PoolRuntimeSpec pool(String modelRef) {
        return SmallEngines.pool(modelRef);
    }

    String commandLine() throws IOException {
        return Files.readString(Path.of("/proc/" + record().identity().pid() + "/cmdline"))
                .replace('\0', ' ');
    }
}
