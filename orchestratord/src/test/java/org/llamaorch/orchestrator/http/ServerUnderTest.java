package org.llamaorch.orchestrator.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.catalog.CatalogSettings;
import org.llamaorch.orchestrator.http.auth.AuthProfiles;
import org.llamaorch.orchestrator.http.auth.AuthSettings;
import org.llamaorch.orchestrator.journal.MemoryJournal;
import org.llamaorch.orchestrator.trace.RequestTraces;
import org.llamaorch.poolmanager.provision.Folders;
import org.llamaorch.poolmanager.provision.model.ModelPlaces;

/** A server on a free loopback port with scripted services. */
final class ServerUnderTest implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final ScriptedCore core = new ScriptedCore();
    final ScriptedStreams streams = new ScriptedStreams();
    final ScriptedArtifacts artifacts = new ScriptedArtifacts();
    final Path folder;
    final Catalog catalog;
    final ScriptedPools pools = new ScriptedPools();
    volatile ConfigDoor.Outcome configured =
            new ConfigDoor.Outcome.Reloaded(List.of("Pool a is new."), List.of("addr"));
    final ScriptedWorkers workers = new ScriptedWorkers();
    final HttpServer server;
    final List<ErrorCode> rejected = new CopyOnWriteArrayList<>();
    volatile Readiness readiness = Readiness.READY;

    private ServerUnderTest(HttpSettings settings) {
        try {
            folder = Files.createTempDirectory("server");
            ModelPlaces places = ModelPlaces.of(folder.resolve("cache"));
            catalog =
                    Catalog.open(
                            folder.resolve("catalog"),
                            CatalogSettings.defaults(),
                            places::file,
                            places.root(),
                            () -> 1_000_000L);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server = await(HttpServer.start(vertx, services(), settings));
    }

    static ServerUnderTest start(AuthSettings auth) {
        return start(auth, settings -> settings);
    }

    static ServerUnderTest start(AuthSettings auth, UnaryOperator<HttpSettings> change) {
        return new ServerUnderTest(change.apply(HttpSettings.of("127.0.0.1", 0, auth)));
    }

    static ServerUnderTest atHome() {
        return start(AuthProfiles.home());
    }

    HttpServices services() {
        return new HttpServices(
                core,
                streams,
                new MemoryJournal(() -> 1_000_000L, 86_400_000, 1000),
                pools,
                _ -> "Somebody asked for it.",
                () -> java.util.concurrent.CompletableFuture.completedFuture(configured),
                workers,
                artifacts,
                catalog,
                _ ->
                        CompletableFuture.completedFuture(
                                new Scraper.Scrape("text/plain", Buffer.buffer("queue_depth 0\n"))),
                (_, code, _) -> rejected.add(code),
                new BuildInfo("abc123", "2026-01-01T00:00:00Z"),
                () -> readiness,
                RequestTraces.NONE);
    }

    RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(server.stop());
        await(vertx.close());
        catalog.close();
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
