package org.llamaorch.bdd.defect;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loaded into a daemon's JVM before it begins: the clock that all its times come from gets a wall
 * clock that can be set, see {@link WrongClock}; the monotonic one stays as it is.
 */
public final class WrongClockAgent implements ClassFileTransformer {

    private static final String LIFE_CLOCK = "org/llamaorch/orchestrator/loop/LifeClock";
    private static final ClassDesc SUPPLIER = ClassDesc.of("java.util.function.LongSupplier");
    private static final MethodTypeDesc OVER = MethodTypeDesc.of(SUPPLIER, SUPPLIER);

    private WrongClockAgent() {}

    /**
     * Called by the JVM.
     *
     * @param offset the file with the offset
     */
    public static void premain(String offset, Instrumentation jvm) {
        WrongClock.readFrom(Path.of(offset));
        jvm.addTransformer(new WrongClockAgent());
    }

    /** Writes the agent's jar, which {@code -javaagent} takes. */
    public static void writeTo(Path jar) throws IOException {
        AgentJar.write(
                jar,
                WrongClockAgent.class,
                List.of(WrongClockAgent.class, OverWall.class, WrongClock.class));
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (!LIFE_CLOCK.equals(name)) {
            return null;
        }
        ClassFile file = ClassFile.of();
        return file.transformClass(
                file.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString(ConstantDescs.INIT_NAME),
                        new OverWall()));
    }

    /** The constructor's first argument is the wall clock. */
    private record OverWall() implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            code.aload(1)
                    .invokestatic(ClassDesc.of(WrongClock.class.getName()), "over", OVER)
                    .astore(1);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }
}
