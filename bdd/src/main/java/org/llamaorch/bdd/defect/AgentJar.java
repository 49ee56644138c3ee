package org.llamaorch.bdd.defect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Jars that {@code -javaagent} takes, of classes of the suite. */
final class AgentJar {

    private AgentJar() {}

    /** Writes one with these classes, the agent's own among them. */
    static void write(Path jar, Class<?> agent, List<Class<?>> parts) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            for (Class<?> type : parts) {
                String name = type.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getResourceAsStream("/" + name)) {
                    if (in == null) {
                        throw new IOException("the suite has no " + name);
                    }
                    in.transferTo(entries);
                }
                entries.closeEntry();
            }
        }
    }
}
