package org.llamaorch.poolmanager.provision.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.model.ModelRef;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.fetch.FetchSettings;

/** Where models come from, and what is said where nothing here can bring one (ORCH-3090, 3091). */
final class ModelSourceTest {

    private final ProvisionSettings settings = ProvisionSettings.of(Path.of("/cache"), false);

    @Test
    void knowsWhatItCanBring() throws Exception {
        assertThat(source("demo:gemma3-270m")).isInstanceOf(ModelSource.Demo.class);
        assertThat(source("file:/models/a.gguf"))
                .isEqualTo(new ModelSource.Local(Path.of("/models/a.gguf"), null));
        assertThat(source("/models/../a.gguf"))
                .isEqualTo(new ModelSource.Local(Path.of("/a.gguf"), null));
    }

    @Test
    void aFileOfTheHubIsAskedForByItsResolveAddress() throws Exception {
        ModelSource.Remote remote =
                (ModelSource.Remote) source("hf:org/repo/sub folder/f.gguf".replace(' ', '-'));

        assertThat(remote.wanted().uri())
                .isEqualTo(
                        URI.create(
                                "https://huggingface.co/org/repo/resolve/main/sub-folder/f.gguf"));
        assertThat(remote.wanted().linked()).isTrue();
        assertThat(remote.file()).isEqualTo(Path.of("/cache/models/hf/org/repo/sub-folder/f.gguf"));
    }

    @Test
    void filesOfEqualNamesFromDifferentPlacesLieApart() throws Exception {
        Path one = ((ModelSource.Remote) source("https://h.example/a/m.gguf")).file();
        Path other = ((ModelSource.Remote) source("https://h.example/b/m.gguf")).file();

        assertThat(one).isNotEqualTo(other).startsWithRaw(Path.of("/cache/models/https/h.example"));
        assertThat(one.getFileName()).hasToString("m.gguf");
    }

    @Test
    void saysClearlyWhatItCannotBring() {
        for (String ref : List.of("s3://bucket/m.gguf", "oci://registry/repo:1")) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> source(ref))
                    .matches(failure -> failure.kind() == Kind.NO_FETCHER)
                    .withMessageStartingWith(
                            "No fetcher for " + ref.substring(0, ref.indexOf(':') + 1));
        }
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> source("hf:org/repo"))
                .withMessageContaining("name the file");
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> source("name"))
                .withMessageContaining("catalog");
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> source("http://h.example/m.gguf"))
                .withMessageContaining("https");
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> source("demo:other"))
                .withMessageContaining("known: gemma3-270m");
    }

    @Test
    void aNameOfTheCatalogGoesFirstAndBringsItsDigest() throws Exception {
        String sha256 = "ab".repeat(32);
        ProvisionSettings knowing =
                settings.fetching(
                        FetchSettings.off(),
                        name ->
                                name.equals("m")
                                        ? Optional.of(
                                                new ModelDirectory.Known("file:/m.gguf", sha256))
                                        : Optional.empty());

        assertThat(ModelSource.of("m", knowing))
                .isEqualTo(new ModelSource.Local(Path.of("/m.gguf"), sha256));
    }

    private ModelSource source(String ref) throws ProvisioningFailed {
        return ModelSource.of(ref, settings);
    }

    @Test
    void everythingInTheCacheHasTheLockThatItsUsersHold() {
        ModelPlaces places = ModelPlaces.of(Path.of("/cache"));
        for (String ref : List.of("demo:gemma3-270m", "/cache/models/demo/gemma3-270m/any.gguf")) {
            assertThat(places.lockFile(ModelRef.parse(ref)))
                    .contains(Path.of("/cache/models/demo/gemma3-270m.lock"));
        }
        for (String ref : List.of("hf:o/r/m.gguf", "file:/cache/models/hf/o/r/m.gguf")) {
            assertThat(places.lockFile(ModelRef.parse(ref)))
                    .contains(Path.of("/cache/models/hf/o/r/m.gguf.lock"));
        }
        assertThat(places.lockFile(ModelRef.parse("/elsewhere/m.gguf"))).isEmpty();
    }
}
