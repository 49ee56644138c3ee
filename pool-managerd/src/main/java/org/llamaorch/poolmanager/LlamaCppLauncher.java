package org.llamaorch.poolmanager;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Workload;
import org.llamaorch.poolmanager.gguf.GgufHeader;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.llamaorch.poolmanager.gpu.NvidiaSmi;
import org.llamaorch.poolmanager.process.EngineCommand;
import org.llamaorch.poolmanager.process.EngineEnvironment;
import org.llamaorch.poolmanager.process.EngineKeyFile;
import org.llamaorch.poolmanager.process.EngineProcess;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.llamaorch.poolmanager.provision.CacheLock;
import org.llamaorch.poolmanager.supervise.EngineLauncher;
import org.llamaorch.poolmanager.supervise.Launch;

/**
 * Starts llama.cpp for one replica, on a free port of the loopback interface: the port it had
 * before, when that is still free. Confined to the replica's supervisor.
 */
final class LlamaCppLauncher implements EngineLauncher {

    private static final int ALL_LAYERS = 999;

    private final PoolRuntimeSpec spec;
    private final ReplicaRuntimeSpec replica;
    private final String recordId;
    private final RunRecords records;
    private final Supplier<OptionalLong> memoryBytes;
    private final NvidiaSmi gpus;
    private final Supplier<@Nullable Provisioned> provisioned;
    private int port;

    LlamaCppLauncher(
            PoolRuntimeSpec spec,
            ReplicaRuntimeSpec replica,
            String recordId,
            RunRecords records,
            Supplier<OptionalLong> memoryBytes,
            NvidiaSmi gpus,
            Supplier<@Nullable Provisioned> provisioned) {
        this.spec = spec;
        this.replica = replica;
        this.recordId = recordId;
        this.records = records;
        this.memoryBytes = memoryBytes;
        this.gpus = gpus;
        this.provisioned = provisioned;
    }

    @Override
    public Launch launch() throws Refused {
        Provisioned from = provisioned.get();
        if (from == null) {
            throw new Refused("The engine and the model of the pool are not ready yet.");
        }
        checkMemory(from.model().header());
        checkGpus(from.model().header());
        try {
            records.makeFolder();
            port = freePort(port);
            Path keyFile = keyFile();
            if (keyFile != null) {
                EngineKeyFile.renew(keyFile);
            }
            EngineProcess process =
                    EngineProcess.spawn(
                            new EngineCommand(
                                    arguments(from),
                                    EngineEnvironment.build(
                                            System.getenv(),
                                            replica.devices(),
                                            records.owner(spec.poolId(), recordId),
                                            spec.environment())),
                            records.outputFile(spec.poolId(), recordId));
            RunRecord record =
                    new RunRecord(
                            spec.poolId(),
                            recordId,
                            process.identity(),
                            spec.specification(replica, from.model().digest()),
                            from.model().digest(),
                            port,
                            "http://127.0.0.1:" + port,
                            keyFile == null ? null : keyFile.toString(),
                            from.engine().version(),
                            false);
            records.write(record);
            return new Launch(process, record);
        } catch (IOException problem) {
            throw new Refused("The engine cannot be started: " + problem + ".");
        }
    }

    /** The pool's flags stand over what may be tuned and under what must be as it is. */
    private List<String> arguments(Provisioned from) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(
                List.of(
                        from.engine().python().toString(),
                        "-I",
                        "-u",
                        "-B",
                        from.engine().launcher().toString(),
                        "--threads",
                        Integer.toString(threads()),
                        "--batch",
                        Integer.toString(spec.batch())));
        arguments.addAll(spec.flags());
        arguments.addAll(
                List.of(
                        "--model",
                        from.model().path().toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--ctx",
                        Long.toString(Math.multiplyExact(ctx(from.model().header()), spec.slots())),
                        "--parallel",
                        Integer.toString(spec.slots()),
                        "--gpu-layers",
                        replica.onProcessor() ? "0" : Integer.toString(ALL_LAYERS),
                        "--mode",
                        mode(spec.workload()),
                        "--alias",
                        spec.aliases().isEmpty() ? spec.modelRef() : spec.aliases().getFirst(),
                        "--hold",
                        from.engine().lock().file().toString()));
        if (!replica.tensorSplit().isEmpty()) {
            arguments.add("--tensor-split");
            arguments.add(
                    replica.tensorSplit().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(",")));
        }
        CacheLock modelLock = from.model().lock();
        if (modelLock != null) {
            arguments.addAll(List.of("--hold", modelLock.file().toString()));
        }
        Path keyFile = keyFile();
        if (keyFile != null) {
            arguments.addAll(List.of("--api-key-file", keyFile.toString()));
        }
        return arguments;
    }

    private @Nullable Path keyFile() {
        return replica.keyed() ? records.keyFile(spec.poolId(), recordId) : null;
    }

    private long ctx(GgufHeader header) {
        if (spec.ctx() > 0) {
            return spec.ctx();
        }
        return header.contextLength() == 0
                ? PoolRuntimeSpec.LARGEST_OWN_CTX
                : Math.min(header.contextLength(), PoolRuntimeSpec.LARGEST_OWN_CTX);
    }

    private int threads() {
        return spec.threads() > 0
                ? spec.threads()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / spec.replicas().size());
    }

    private static String mode(Workload workload) {
        return switch (workload) {
            case COMPLETION -> "generate";
            case EMBEDDING -> "embedding";
            case RERANK -> "rerank";
        };
    }

    /** Weights and KV cache must fit (B-PM-006); what else is needed is small beside them. */
    private void checkMemory(GgufHeader header) throws Refused {
        OptionalLong available = memoryBytes.get();
        if (!replica.onProcessor() || available.isEmpty()) {
            return;
        }
        long cacheBytes = header.cacheBytes(spec.slots(), ctx(header));
        if (Math.addExact(header.sizeBytes(), cacheBytes) > available.getAsLong()) {
            throw new Refused(
                    "The model does not fit: it needs "
                            + (header.sizeBytes() >> 20)
                            + " MiB of memory, "
                            + (cacheBytes >> 20)
                            + " MiB for the context of its slots, and "
                            + (available.getAsLong() >> 20)
                            + " MiB are available; end something, lower ctx or slots, or take a"
                            + " smaller model.");
        }
    }

    /** The share of each GPU must fit into what is free there now (B-PM-006, B-PM-007). */
    private void checkGpus(GgufHeader header) throws Refused {
        if (replica.onProcessor()) {
            return;
        }
        try {
            List<Gpu> there = gpus.gpus();
            long bytes =
                    Math.addExact(header.sizeBytes(), header.cacheBytes(spec.slots(), ctx(header)));
            Optional<String> refusal =
                    replica.gpus().refusal(there).or(() -> replica.gpus().tooBig(bytes, there));
            if (refusal.isPresent()) {
                throw new Refused(refusal.get());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Refused("The daemon stops.");
        }
    }

    private static int freePort(int wanted) throws IOException {
        if (wanted > 0) {
            try {
                return bound(wanted);
            } catch (IOException _) {
                return bound(0);
            }
        }
        return bound(0);
    }

    private static int bound(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        }
    }
}
