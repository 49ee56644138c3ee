package org.llamaorch.poolmanager.provision.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;

/**
 * The project's script that serves a model with llama.cpp, put where the engine's Python finds it.
 */
public final class LauncherScript {

    private static final String RESOURCE = "/llama-orch/llama_server.py";

    private LauncherScript() {}

    /**
     * The script in the cache; its name holds its hash, so versions of the program share the cache.
     */
    public static Path extract(Path cache) throws ProvisioningFailed {
        try (InputStream in = LauncherScript.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the program");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Path folder = Files.createDirectories(cache.resolve("engines").resolve("launcher"));
            String hash = Sha256.hexOf(text).substring(0, 12);
            Path script = folder.resolve("llama_server-" + hash + ".py");
            if (!Files.exists(script) || !Files.readString(script).equals(text)) {
                Path temporary = Files.createTempFile(folder, "launcher", ".tmp");
                Files.writeString(temporary, text);
                Files.move(temporary, script, StandardCopyOption.ATOMIC_MOVE);
            }
            return script;
        } catch (IOException problem) {
            throw new ProvisioningFailed(
                    ProvisioningFailed.Kind.NO_DISK,
                    "Cannot write the engine's launcher into the cache "
                            + cache
                            + " ("
                            + problem
                            + "); point LLAMA_ORCH_CACHE to a folder that is writable.");
        }
    }
}
