package org.llamaorch.orchestrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.poolmanager.provision.CacheLock;
import org.llamaorch.poolmanager.provision.model.ModelPlaces;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalog on disk: it keeps what it was told, looks at files, deletes only inside the cache.
 */
final class CatalogTest {

    @TempDir private Path folder;

    private final List<List<CatalogModel>> told = new CopyOnWriteArrayList<>();
    private Catalog catalog;

    @BeforeEach
    void open() throws IOException {
        catalog = opened(CatalogSettings.defaults());
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private Catalog opened(CatalogSettings settings) throws IOException {
        ModelPlaces places = ModelPlaces.of(folder.resolve("cache"));
        Catalog open =
                Catalog.open(
                        folder.resolve("catalog"),
                        settings,
                        LocalModels.in(places),
                        places.root(),
                        () -> 1_000);
        open.start(
                new CatalogListener() {
                    @Override
                    public CompletionStage<?> listed(List<CatalogModel> models) {
                        told.add(models);
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public void verified(ModelEntry entry, Verification verification) {}

                    @Override
                    public void changed(ModelEntry entry, String action) {}
                });
        return open;
    }

    private static ModelDescription model(String id, @Nullable String digest, @Nullable Path file) {
        return model(id, digest, file == null ? null : file.toString(), List.of());
    }

    private static ModelDescription model(
            String id,
            @Nullable String digest,
            @Nullable String source,
            List<ModelDescription.Manifest> manifests) {
        return new ModelDescription(
                id,
                digest == null ? null : ContentDigest.parse(digest).orElseThrow(),
                source,
                List.of(),
                List.of(),
                manifests,
                List.of(),
                null,
                null);
    }

    private static String sha256(String text) {
        return "sha256:" + Sha256.hexOf(text);
    }

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void say(ModelDescription said) {
        assertThat(catalog.describe(said).join()).isInstanceOf(CatalogAnswer.Done.class);
    }

    private ObjectNode entry(String id) {
        return catalog.find(id).join().orElseThrow();
    }

    private String verified(String id) {
        catalog.verify(id).join();
        long begun = System.nanoTime();
        while (true) {
            ObjectNode entry = entry(id);
            if (!entry.path("verification").has("running")
                    && entry.path("verification").has("reason")) {
                return entry.at("/verification/reason").asString();
            }
            assertThat(System.nanoTime() - begun).isLessThan(10_000_000_000L);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void anEntryOutlivesTheDaemonWithAllThatIsKnownOfIt() throws IOException {
        say(model("m", sha256("abc"), file("m.gguf", "abc")));
        verified("m");
        catalog.set("m", Lifecycle.RETIRED, 7_000L).join();
        ObjectNode before = entry("m");
        catalog.close();

        catalog = opened(CatalogSettings.defaults());

        assertThat(entry("m")).isEqualTo(before);
        assertThat(catalog.models().getFirst().retired()).isTrue();
    }

    @Test
    void whatAKilledDaemonLeftHalfWrittenIsNoEntry() throws IOException {
        say(model("m", null, (Path) null));
        catalog.close();
        Path whole;
        try (var files = Files.list(folder.resolve("catalog"))) {
            whole = files.findFirst().orElseThrow();
        }
        Files.writeString(whole.resolveSibling(whole.getFileName() + ".new"), "{\"form");
        Files.writeString(whole.resolveSibling("ff" + "0".repeat(62) + ".json"), "{\"format\":1");

        catalog = opened(CatalogSettings.defaults());

        assertThat(catalog.entries()).extracting(ModelEntry::id).containsExactly("m");
        say(model("m", null, (Path) null));
    }

    @Test
    void admissionHearsOfAChangeBeforeItIsAnswered() {
        say(model("m", null, (Path) null));
        assertThat(told.getLast()).extracting(CatalogModel::id).containsExactly("m");

        catalog.set("m", Lifecycle.RETIRED, null).join();
        assertThat(told.getLast().getFirst().retired()).isTrue();

        catalog.delete("m").join();
        assertThat(told.getLast()).isEmpty();
    }

    @Test
    void aFileThatIsNotWhatTheEntrySaysFailsAndTakesTheModelOut() throws IOException {
        say(model("m", sha256("abc"), file("m.gguf", "abd")));

        assertThat(verified("m")).isEqualTo("digest_mismatch");
        assertThat(told.getLast().getFirst().failed()).contains("digest");
        file("m.gguf", "abc");
        assertThat(verified("m")).isEqualTo("no_signature");
        assertThat(told.getLast().getFirst().failed()).isNull();
    }

    @Test
    void aLookThatBeganBeforeAVerificationDoesNotOverruleIt() throws Exception {
        say(model("m", sha256("abc"), file("m.gguf", "abc")));
        try (ExecutorService lookers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 200; round++) {
                Files.setLastModifiedTime(
                        folder.resolve("m.gguf"), FileTime.fromMillis(1_000_000 + round));
                catalog.verify("m").join();
                List<Future<?>> looks = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    looks.add(lookers.submit(() -> entry("m")));
                }
                assertThat(verified("m")).isEqualTo("no_signature");
                for (Future<?> look : looks) {
                    look.get();
                }
                assertThat(entry("m").at("/verification/reason").asString())
                        .isEqualTo("no_signature");
            }
        }
    }

    @Test
    void missingDigestsAndSignaturesAreWarnings() throws IOException {
        Path file = file("m.gguf", "abc");
        say(model("none", null, file));
        say(model("other", "blake3:abcd", file));
        say(model("remote", sha256("abc"), "hf:org/repo/m.gguf", List.of()));

        assertThat(verified("none")).isEqualTo("no_digest");
        assertThat(verified("other")).isEqualTo("unsupported_algorithm");
        assertThat(verified("remote")).isEqualTo("not_fetched");
        assertThat(told.getLast()).extracting(CatalogModel::failed).containsOnlyNulls();
    }

    @Test
    void aFileThatVanishedOrChangedIsSeen() throws IOException {
        Path file = file("m.gguf", "abc");
        say(model("m", sha256("abc"), file));
        verified("m");

        Files.setLastModifiedTime(file, FileTime.fromMillis(5_000));
        assertThat(entry("m").at("/verification/reason").asString()).isEqualTo("file_changed");
        assertThat(verified("m")).isEqualTo("no_signature");
        Files.delete(file);
        assertThat(entry("m").at("/verification/reason").asString()).isEqualTo("file_missing");
        assertThat(verified("m")).isEqualTo("file_missing");
        say(model("never", null, folder.resolve("never.gguf")));
        assertThat(verified("never")).isEqualTo("file_missing");
    }

    @Test
    void aVanishedFileIsSeenWithoutBeingAskedFor() throws IOException {
        catalog.close();
        catalog = opened(new CatalogSettings(10, 1, 10, 5, 5, TrustSettings.permissive()));
        Path file = file("m.gguf", "abc");
        say(model("m", sha256("abc"), file));
        verified("m");
        Files.delete(file);

        long begun = System.nanoTime();
        while (told.getLast().getFirst().failed() == null) {
            assertThat(System.nanoTime() - begun).isLessThan(10_000_000_000L);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void theFilesOfASplitModelAreOneAndEachHasItsManifest() throws IOException {
        Path first = file("m-00001-of-00002.gguf", "abc");
        file("m-00002-of-00002.gguf", "def");
        List<ModelDescription.Manifest> manifests = new ArrayList<>();
        for (String part : List.of("abc", "def")) {
            manifests.add(
                    new ModelDescription.Manifest(
                            ContentDigest.parse(sha256(part)).orElseThrow(), 3L));
        }
        say(model("m", sha256("abcdef"), first.toString(), manifests));

        assertThat(verified("m")).isEqualTo("no_signature");
        assertThat(entry("m").path("size_bytes").asInt()).isEqualTo(6);
        file("m-00002-of-00002.gguf", "deg");
        assertThat(verified("m")).isEqualTo("manifest_mismatch");
        Files.delete(folder.resolve("m-00002-of-00002.gguf"));
        assertThat(verified("m")).isEqualTo("file_missing");
    }

    @Test
    void aModelDescribedAnewKeepsTheVerificationOfTheSameContentOnly() throws IOException {
        Path file = file("m.gguf", "abc");
        say(model("m", sha256("abd"), file));
        verified("m");

        say(model("m", sha256("abd"), file));
        assertThat(entry("m").has("verification")).isTrue();
        say(model("m", sha256("abc"), file));
        assertThat(entry("m").has("verification")).isFalse();
    }

    @Test
    void deletesFilesInsideTheCacheOnly() throws IOException {
        Path inside = file("cache/models/hf/org/repo/m.gguf", "abc");
        Path outside = file("outside/m.gguf", "abc");
        say(model("inside", null, "hf:org/repo/m.gguf", List.of()));
        say(model("outside", null, outside));

        catalog.delete("inside").join();
        catalog.delete("outside").join();

        assertThat(inside).doesNotExist();
        assertThat(outside).exists();
        assertThat(catalog.delete("inside").join()).isInstanceOf(CatalogAnswer.NoSuchModel.class);
    }

    @Test
    void neverFollowsALinkOrDotsOutOfTheCache() throws IOException {
        Path outside = file("outside/m.gguf", "abc");
        Path models = folder.resolve("cache/models");
        Files.createDirectories(models);
        Files.createSymbolicLink(models.resolve("folder"), outside.getParent());
        Files.createSymbolicLink(models.resolve("link.gguf"), outside);
        say(model("through", null, models.resolve("folder/m.gguf")));
        say(model("dots", null, models + "/../../outside/m.gguf", List.of()));
        say(model("link", null, models.resolve("link.gguf")));

        catalog.delete("through").join();
        catalog.delete("dots").join();
        catalog.delete("link").join();

        assertThat(outside).exists().hasContent("abc");
        assertThat(
                        Files.exists(
                                models.resolve("link.gguf"),
                                java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(models.resolve("folder")).exists();
    }

    @Test
    void aFileThatIsInUseStays() throws Exception {
        Path file = file("cache/models/hf/org/repo/m.gguf", "abc");
        say(model("m", null, "hf:org/repo/m.gguf", List.of()));

        try (CacheLock _ =
                CacheLock.shared(
                        file.resolveSibling("m.gguf.lock"), Duration.ofSeconds(5), () -> {})) {
            catalog.delete("m").join();
            assertThat(file).exists();
        }
        say(model("m", null, "hf:org/repo/m.gguf", List.of()));
        catalog.delete("m").join();
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatAnotherEntryNeedsStays() throws IOException {
        Path file = file("cache/models/hf/org/repo/m.gguf", "abc");
        say(model("one", null, "hf:org/repo/m.gguf", List.of()));
        say(model("two", null, file));

        catalog.delete("one").join();
        assertThat(file).exists();
        catalog.delete("two").join();
        assertThat(file).doesNotExist();
    }

    @Test
    void holdsNoMoreThanItsLimit() throws IOException {
        catalog.close();
        catalog = opened(new CatalogSettings(1, 1, 1, 30_000, 100, TrustSettings.permissive()));
        say(model("one", null, (Path) null));

        assertThat(catalog.describe(model("two", null, (Path) null)).join())
                .isInstanceOf(CatalogAnswer.Full.class);
        say(model("one", null, (Path) null));
    }

    @Test
    void readsWhatAGgufFileSaysOfItself() throws IOException {
        Path file = folder.resolve("tiny.gguf");
        Files.write(file, TinyHeader.bytes());
        say(model("m", null, file));

        ObjectNode gguf = (ObjectNode) entry("m").path("gguf");
        assertThat(gguf.path("architecture").asString()).isEqualTo("llama");
        assertThat(gguf.path("ctx_max").asInt()).isEqualTo(4096);
        assertThat(gguf.path("quantization").asString()).isEqualTo("Q4_K_M");
        assertThat(entry("m").path("size_bytes").asLong()).isEqualTo(Files.size(file));
    }

    @Test
    void readsALargeFileInPiecesAndTellsHowFarItIs() throws Exception {
        Path file = folder.resolve("large.bin");
        try (var large = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(64L << 20);
        }
        List<Hashing> steps = new ArrayList<>();
        new Verifier(_ -> Optional.of(file))
                .verify(
                        ModelEntry.described(model("m", sha256("x"), file), 1),
                        new TrustJudge(TrustSettings.permissive())
                                .judge(model("m", sha256("x"), file)),
                        1,
                        steps::add);

        assertThat(steps).hasSizeGreaterThanOrEqualTo(64);
        assertThat(steps.getLast()).isEqualTo(new Hashing(64L << 20, 64L << 20));
    }
}
