package org.llamaorch.orchestrator.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamaorch.orchestrator.catalog.CatalogSettings;
import org.llamaorch.orchestrator.catalog.TrustSettings;
import org.llamaorch.orchestrator.catalog.TrustedSigner;

/** Reads the catalog's limits and whose signatures count. */
final class CatalogReader {

    private CatalogReader() {}

    static CatalogSettings read(Section root) {
        Section catalog = root.at("catalog");
        CatalogSettings usual = CatalogSettings.defaults();
        return new CatalogSettings(
                catalog.count("entries_max", usual.entriesMax()),
                catalog.count("verifications_max", usual.verificationsMax()),
                catalog.count("verifications_waiting", usual.verificationsWaiting()),
                catalog.number("look_every_ms", usual.lookEveryMs()),
                catalog.number("idle_look_ms", usual.idleLookMs()),
                new TrustSettings(
                        root.text("trust").orElse("").equals("strict"),
                        signers(catalog),
                        catalog.texts("allowed_registries")));
    }

    private static List<TrustedSigner> signers(Section catalog) {
        List<TrustedSigner> signers = new ArrayList<>();
        for (Section one : catalog.each("trusted_signers")) {
            String name = one.text("name").orElse("");
            try {
                signers.add(
                        TrustedSigner.of(name, one.text("algo").orElse("ed25519"), key(name, one)));
            } catch (IllegalArgumentException wrong) {
                throw new ConfigurationRefused(
                        "catalog.trusted_signers: " + wrong.getMessage() + ".", wrong);
            }
        }
        return signers;
    }

    private static String key(String name, Section one) {
        Optional<String> file = one.text("public_key_file");
        if (file.isEmpty()) {
            return one.text("public_key")
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    name + " needs a public_key or a public_key_file"));
        }
        try {
            return Files.readString(Path.of(file.get()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the public_key_file " + file.get() + " of " + name + " cannot be read", e);
        }
    }
}
