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
public final class AgentJar {

    private AgentJar() {}

    private static Manifest manifest(Class<?> agent) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
        return manifest;
    }

    /** Writes one without classes: it names where the suite's own lie, the agent's among them. */
    public static void writePointer(Path jar, Class<?> agent) throws IOException {
        Manifest manifest = manifest(agent);
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        agent.getProtectionDomain().getCodeSource().getLocation().toString());
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    /** Writes one with these classes, the agent's own among them. */
    static void write(Path jar, Class<?> agent, List<Class<?>> parts) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest(agent))) {
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
