package org.llamaorch.bdd.breakage;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.defect.AgentJar;

/**
 * Loaded into a daemon's JVM before it begins: puts one breakage in as its class is loaded. A class
 * or method that is no longer there stays whole, and the breakage is not caught.
 */
public final class BreakageAgent implements ClassFileTransformer {

    private final Breakage breakage;

    private BreakageAgent(Breakage breakage) {
        this.breakage = breakage;
    }

    /**
     * Called by the JVM.
     *
     * @param name the breakage
     */
    public static void premain(String name, Instrumentation jvm) {
        Breakage.all().stream()
                .filter(each -> each.name().equals(name))
                .forEach(each -> jvm.addTransformer(new BreakageAgent(each)));
    }

    /** Writes a jar that {@code -javaagent} takes; it names the suite's own classes. */
    public static void writeTo(Path jar) throws IOException {
        AgentJar.writePointer(jar, BreakageAgent.class);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (!breakage.internalName().equals(name)) {
            return null;
        }
        ClassFile file = ClassFile.of();
        return file.transformClass(
                file.parse(bytes),
                ClassTransform.transformingMethods(
                        method ->
                                method.code().isPresent()
                                        && (breakage.method().equals("*")
                                                || method.methodName()
                                                        .equalsString(breakage.method())),
                        BrokenCode.in(breakage.change())));
    }
}
