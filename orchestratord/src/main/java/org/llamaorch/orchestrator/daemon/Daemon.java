package org.llamaorch.orchestrator.daemon;

import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.http.BuildInfo;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.observe.Narrator;

/** A daemon that serves. Safe from any thread. */
public final class Daemon implements AutoCloseable {

    private final OpenParts parts;
    private final Lifetime lifetime;
    private final Core core;
    private final Narrator narrator;
    private final LongSupplier shutdownGraceMs;
    private final URI address;

    Daemon(
            OpenParts parts,
            Lifetime lifetime,
            Core core,
            Narrator narrator,
            LongSupplier shutdownGraceMs,
            URI address) {
        this.parts = parts;
        this.lifetime = lifetime;
        this.core = core;
        this.narrator = narrator;
        this.shutdownGraceMs = shutdownGraceMs;
        this.address = address;
    }

    /** Starts one whose configuration never changes; see the other. */
    public static Daemon start(Config config, BuildInfo build, Consumer<String> notices) {
        return start(config, () -> config, build, notices);
    }

    /**
     * Recovers and serves; engines come up afterwards, in the background. Blocks until the address
     * is bound. What a start that fails has opened is closed again.
     *
     * @param reader reads the configuration again when somebody asks for that
     * @param notices hears sentences that people should read, such as terms of use, beside the log;
     *     from any thread
     * @throws StartRefused with the exit code and a sentence for the operator
     */
    public static Daemon start(
            Config config, Supplier<Config> reader, BuildInfo build, Consumer<String> notices) {
        return Starting.of(
                parts -> new Wiring(config, reader, build, notices, parts).open(),
                "The state in " + config.home(),
                refused ->
                        new Narrator(name -> name)
                                .startupRefused(
                                        refused.kind(), String.valueOf(refused.getMessage())));
    }

    /** Where it is served, with the port that was bound. */
    public URI address() {
        return address;
    }

    /**
     * Begins to stop: nothing new is let in, what runs may finish for the configured grace, what is
     * queued stays in the journal. Returns at once; {@link #awaitEnd} tells when it is over.
     */
    public void stop() {
        long graceMs = shutdownGraceMs.getAsLong();
        if (lifetime.stop(core, graceMs)) {
            narrator.stopping(graceMs);
        }
    }

    /** Waits until it was told to stop and has, or cannot go on. */
    public DaemonEnd awaitEnd() throws InterruptedException {
        try {
            return lifetime.ended().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an end is never exceptional", e);
        }
    }

    /** Ends engines and connections and gives the state folder back; blocks until that is done. */
    @Override
    public void close() {
        parts.close();
    }
}
