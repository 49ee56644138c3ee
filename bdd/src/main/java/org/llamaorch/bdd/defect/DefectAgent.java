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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loaded into a daemon's JVM before it begins: the methods below ask {@link Defect} first. A method
 * that is no longer there gets no defect, and the scenario that wants one fails.
 */
public final class DefectAgent implements ClassFileTransformer {

    private static final ClassDesc DEFECT = ClassDesc.of(Defect.class.getName());
    private static final List<Class<?>> PARTS =
            List.of(DefectAgent.class, Place.class, MeetingFirst.class, Defect.class);

    private static final MethodTypeDesc MEET =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

    /** Where a defect may be met. */
    private enum Place {
        /** In the rules, when they decide on an event; its first argument. */
        RULES("org/llamaorch/core/scheduler/Scheduler", "decide", 1),
        /** On an event loop, when a request's id is judged; the method is static. */
        REQUEST("org/llamaorch/orchestrator/http/task/Ids", "isValid", 0);

        private final String type;
        private final String method;
        private final int argument;

        Place(String type, String method, int argument) {
            this.type = type;
            this.method = method;
            this.argument = argument;
        }
    }

    private static final Map<String, Place> PLACES =
            Map.of(Place.RULES.type, Place.RULES, Place.REQUEST.type, Place.REQUEST);

    private DefectAgent() {}

    /** Called by the JVM. */
    public static void premain(
            @SuppressWarnings("unused") @Nullable String arguments, Instrumentation jvm) {
        jvm.addTransformer(new DefectAgent());
    }

    /** Writes the agent's jar, which {@code -javaagent} takes. */
    public static void writeTo(Path jar) throws IOException {
        AgentJar.write(jar, DefectAgent.class, PARTS);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        Place place = PLACES.get(name);
        if (place == null) {
            return null;
        }
        ClassFile file = ClassFile.of();
        return file.transformClass(
                file.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString(place.method),
                        new MeetingFirst(place.argument)));
    }

    /** Asks {@link Defect} about an argument, then goes on as the method was. */
    private record MeetingFirst(int argument) implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            code.aload(argument).invokestatic(DEFECT, "meet", MEET);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }
}
