package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.process.EngineCommand;
import org.llamaorch.poolmanager.process.EngineProcess;
import org.llamaorch.poolmanager.process.ProcessIdentity;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.provision.Digests;

/** Engines that a daemon left behind: taken over, or ended, and nobody else touched. */
class EngineAdoptionTest extends SupervisedPool {

    @Test
    void takesOverTheEngineOfADaemonThatDied() throws Exception {
        EngineProcess left = leaveBehind(pool(model.toString()), true);

        supervision.start(List.of(pool(model.toString())));

        await(ReplicaStatus::ready);
        assertThat(record().identity()).isEqualTo(left.identity());
        assertThat(left.alive()).isTrue();
        supervision.stop();
        assertThat(left.alive()).isFalse();
    }

    @Test
    void endsAnEngineThatWasStartedForSomethingElse() throws Exception {
        PoolRuntimeSpec other =
                PoolRuntimeSpec.onProcessor("default", model.toString(), List.of("other"), true);
        EngineProcess left = leaveBehind(other, true);

        supervision.start(List.of(pool(model.toString())));

        await(ReplicaStatus::ready);
        assertThat(left.alive()).isFalse();
        assertThat(record().identity()).isNotEqualTo(left.identity());
    }

    @Test
    void endsTheEngineOfAReplicaThatIsNoMore() throws Exception {
        EngineProcess left = leaveBehind(pool(model.toString()), true);

        supervision.start(
                List.of(PoolRuntimeSpec.onProcessor("new", model.toString(), List.of(), true)));

        Eventually.that("ended", () -> !left.alive());
        assertThat(records().read("default", "r0")).isEmpty();
    }

    @Test
    void touchesNoStrangerWhoHasTheNumberInARecord() throws Exception {
        EngineProcess stranger =
                EngineProcess.spawn(
                        new EngineCommand(List.of("/bin/sleep", "66"), Map.of()),
                        folder.resolve("stranger.out"));
        try {
            ProcessIdentity real = stranger.identity();
            records()
                    .write(
                            record(
                                    pool(model.toString()),
                                    new ProcessIdentity(
                                            real.pid(), real.startTicks(), real.bootId(), "00"),
                                    1,
                                    true));

            supervision.start(List.of(pool(model.toString())));
            await(ReplicaStatus::ready);
            supervision.stop();

            assertThat(stranger.alive()).isTrue();
        } finally {
            stranger.end(Duration.ofMillis(200));
        }
    }

    /** An engine and its record, as a daemon that was killed would leave them. */
    private EngineProcess leaveBehind(PoolRuntimeSpec spec, boolean decoded) throws Exception {
        PoolSupervision before = supervision();
        before.start(List.of(pool(model.toString())));
        await(ReplicaStatus::ready);
        before.stop();
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        EngineProcess engine =
                EngineProcess.spawn(
                        new EngineCommand(
                                List.of(
                                        "/usr/bin/env",
                                        "python3",
                                        SmallEngines.script().toString(),
                                        "--model",
                                        model.toString(),
                                        "--port",
                                        Integer.toString(port),
                                        "--parallel",
                                        "2",
                                        "--ctx",
                                        "1024"),
                                Map.of("PATH", Objects.requireNonNull(System.getenv("PATH")))),
                        records().outputFile("default", "r0"));
        Eventually.that(
                "the engine listens",
                () -> {
                    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return true;
                    } catch (IOException _) {
                        return false;
                    }
                });
        // The interpreter has taken the script's place by now: the record states what lives.
        ProcessIdentity identity = engine.observedIdentity();
        records().write(record(spec, identity, port, decoded));
        told.forget();
        return EngineProcess.adopted(identity);
    }

    private RunRecord record(
            PoolRuntimeSpec spec, ProcessIdentity identity, int port, boolean decoded)
            throws IOException, InterruptedException {
        String digest = "sha256:" + Digests.sha256(model, _ -> {});
        return new RunRecord(
                "default",
                "r0",
                identity,
                spec.specification(spec.replicas().getFirst(), digest),
                digest,
                port,
                "http://127.0.0.1:" + port,
                null,
                "small 1",
                decoded);
    }
}
