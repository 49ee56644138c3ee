package org.llamaorch.core.queue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** The queue's classes once more, with each call that they make counted by {@link QueueSteps}. */
final class SteppedClasses extends ClassLoader {

    private static final String QUEUE = "org.llamaorch.core.queue.";
    private static final ClassDesc STEPS = ClassDesc.of(QueueSteps.class.getName());

    SteppedClasses() {
        super(SteppedClasses.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(QUEUE) || name.equals(QueueSteps.class.getName())) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? stepped(name) : loaded;
        }
    }

    private Class<?> stepped(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            ClassFile classes = ClassFile.of();
            byte[] counted =
                    classes.transformClass(
                            classes.parse(in.readAllBytes()),
                            ClassTransform.transformingMethodBodies((code, element) -> {
                                if (element instanceof InvokeInstruction) {
                                    code.invokestatic(
                                            STEPS,
                                            "count",
                                            MethodTypeDesc.of(ConstantDescs.CD_void));
                                }
                                code.with(element);
                            }));
            return defineClass(name, counted, 0, counted.length);
        } catch (IOException broken) {
            throw new ClassNotFoundException(name, broken);
        }
    }
}
