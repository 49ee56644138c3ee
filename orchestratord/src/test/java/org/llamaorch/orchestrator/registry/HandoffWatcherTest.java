package org.llamaorch.orchestrator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.engines.fault.FaultEngine;
import org.llamaorch.engines.fault.FaultOptions;
import org.llamaorch.engines.probe.EngineProbe;
import org.llamaorch.engines.probe.ProbeSettings;
import org.llamaorch.orchestrator.dispatch.EngineKeys;
import org.llamaorch.orchestrator.dispatch.EventLog;

final class HandoffWatcherTest {

    private static final ReplicaId ID = ReplicaId.local("gpu", "g0");

    @TempDir private Path parent = Path.of("");
    private Path folder = Path.of("");
    private final FaultEngine engine = FaultEngine.start(FaultOptions.slots(2));
    private final EventLog core = new EventLog();
    private final EngineProbe probe = new EngineProbe(new ProbeSettings(500, 500, 2_000, 1 << 20));
    private final Replicas replicas =
            new Replicas(
                    new ReplicaSettings(15, 15, 30, 3, 4, 10, 300), probe, core, new EngineKeys());
    private final Set<ReplicaId> configured = new HashSet<>();
    private HandoffWatcher watcher = watcher(Path.of(""));

    private HandoffWatcher watcher(Path where) {
        return new HandoffWatcher(
                new HandoffSettings(where, 10, 100),
                new WorkerRules(Set.of()),
                new ConfiguredPools() {
                    @Override
                    public boolean names(ReplicaId id) {
                        return configured.contains(id);
                    }

                    @Override
                    public void giveWay(ReplicaId id) {}
                },
                replicas,
                new SmallCore());
    }

    @BeforeEach
    void watch() {
        folder = parent.resolve("runtime/engines");
        watcher = watcher(folder);
        watcher.start();
        until(() -> Files.isDirectory(folder));
    }

    @AfterEach
    void close() {
        watcher.close();
        replicas.close();
        probe.close();
        engine.close();
    }

    private void write(String name, String json) throws IOException {
        Path young = Files.writeString(parent.resolve("young"), json);
        Files.move(young, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private String file(String more) {
        return "{\"url\":\"%s\",\"pool_id\":\"gpu\",\"replica_id\":\"g0\"%s}"
                .formatted(engine.url(), more);
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void untilBound(int slots) {
        until(() -> replicas.binding(ID).filter(each -> each.slotsAssumed() == slots).isPresent());
    }

    @Test
    void makesItsFolderForItselfAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void bindsWhatAFileNamesAndUnbindsItWhenTheFileGoes() throws IOException {
        write(
                "gpu-g0.json",
                file(
                        ",\"engine\":\"openai\",\"engine_version\":\"7\",\"device_mask\":\"0,1\",\"slots_total\":5,\"slots_free\":1,\"model\":{\"id\":\"m\",\"path\":\"/m.gguf\"}"));
        untilBound(5);

        assertThat(replicas.binding(ID).orElseThrow())
                .isEqualTo(
                        new Binding(
                                ID,
                                engine.url(),
                                EngineKind.OPENAI,
                                List.of("m", "/m.gguf"),
                                List.of(),
                                5,
                                0,
                                List.of("0", "1"),
                                "7",
                                ReplicaOrigin.HANDOFF,
                                null,
                                false));
        core.await(Event.ReplicaChanged.class, changed -> changed.status().ready());

        Files.delete(folder.resolve("gpu-g0.json"));
        core.await(Event.ReplicaGone.class, gone -> gone.id().equals(ID));
        assertThat(replicas.bindings()).isEmpty();
    }

    @Test
    void readsTheSlotsOfOlderWritersAndRebindsOnAChange() throws IOException {
        write("a.json", file(",\"slots\":3"));
        untilBound(3);
        write("a.json", file(",\"slots\":3,\"slots_free\":2"));
        write("a.json", file(",\"slots_total\":4,\"slots\":9"));
        untilBound(4);

        assertThat(core.events()).filteredOn(Event.ReplicaReplaced.class::isInstance).hasSize(1);
        assertThat(core.events()).noneMatch(Event.ReplicaGone.class::isInstance);
    }

    @Test
    void survivesBrokenFilesAndGoesOn() throws IOException {
        write("broken.json", "{");
        write("list.json", "[]");
        write("far.json", file("").replace("127.0.0.1", "192.0.2.1"));
        write("odd.json", file(",\"slots_total\":-1"));
        Files.createSymbolicLink(folder.resolve("link.json"), Path.of("/etc/passwd"));
        write("good.json", file(",\"slots\":2"));
        untilBound(2);
        assertThat(replicas.bindings()).hasSize(1);

        write("good.json", "{ not any more");
        write("second.json", file("").replace("g0", "g1"));
        until(() -> replicas.bindings().size() == 2);
        assertThat(replicas.binding(ID)).isPresent();
    }

    @Test
    void leavesAloneWhatSomebodyElseNamed() throws IOException {
        configured.add(ID);
        replicas.bind(
                Binding.configured(
                        ReplicaId.local("gpu", "g1"),
                        engine.url(),
                        EngineKind.LLAMACPP,
                        List.of(),
                        1,
                        0,
                        null));
        write("a.json", file(",\"slots\":2"));
        write("b.json", file(",\"slots\":2").replace("g0", "g1"));
        write("c.json", file(",\"slots\":2").replace("g0", "g2"));
        until(() -> replicas.binding(ReplicaId.local("gpu", "g2")).isPresent());

        assertThat(replicas.binding(ID)).isEmpty();
        assertThat(replicas.binding(ReplicaId.local("gpu", "g1")).orElseThrow().origin())
                .isEqualTo(ReplicaOrigin.CONFIGURATION);
    }

    @Test
    void believesNoFolderThatOthersMayWriteIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        write("a.json", file(",\"slots\":2"));
        int looks = engineLooks();
        until(() -> engineLooks() > looks + 3);
        assertThat(replicas.bindings()).isEmpty();

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        untilBound(2);
    }

    /** How often the folder was listed: its access says so on no file system, so time does. */
    private static int engineLooks() {
        return (int) (System.nanoTime() / 20_000_000L);
    }
}
