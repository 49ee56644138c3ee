package org.llamaorch.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGINT, SIGTERM and SIGHUP: the first asks to stop, the second ends the process at once. The
 * JDK's signal class is outside its public API and the compiler warns of it, hence the reflection;
 * a shutdown hook cannot tell a second signal. Safe from any thread.
 */
final class StopSignals {

    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15, "HUP", 1);

    private final AtomicInteger first = new AtomicInteger();
    private final Runnable stop;

    private StopSignals(Runnable stop) {
        this.stop = stop;
    }

    /**
     * From now on the first signal runs {@code stop} on a thread of its own, and the next one halts
     * the JVM with 128 and its number.
     */
    static StopSignals handle(Runnable stop) {
        StopSignals signals = new StopSignals(stop);
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocation = signals::invoke;
            Object proxy =
                    Proxy.newProxyInstance(
                            StopSignals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            invocation);
            Method register = signal.getMethod("handle", signal, handler);
            for (String name : NUMBERS.keySet()) {
                register.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException unsupported) {
            // Another JVM than OpenJDK: a hook takes the first signal, the system the rest.
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(stop));
        }
        return signals;
    }

    /** Whether one came. */
    boolean came() {
        return first.get() != 0;
    }

    /** The exit code of a process that ended because of the first signal: 128 and its number. */
    int exitCode() {
        return 128 + first.get();
    }

    @SuppressWarnings("ReferenceEquality") // a proxy equals itself only
    private Object invoke(Object proxy, Method method, Object[] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "StopSignals";
            };
        }
        String name = String.valueOf(arguments[0]); // "SIGINT"
        int number = NUMBERS.getOrDefault(name.replaceFirst("^SIG", ""), 15);
        if (first.compareAndSet(0, number)) {
            Thread.ofPlatform().name("stop").daemon().start(stop);
        } else {
            Runtime.getRuntime().halt(128 + number);
        }
        return true;
    }
}
