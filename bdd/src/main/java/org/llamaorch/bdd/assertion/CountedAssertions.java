package org.llamaorch.bdd.assertion;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractBooleanAssert;
import org.assertj.core.api.AbstractDoubleAssert;
import org.assertj.core.api.AbstractFloatArrayAssert;
import org.assertj.core.api.AbstractIntegerAssert;
import org.assertj.core.api.AbstractLongAssert;
import org.assertj.core.api.AbstractPathAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.IterableAssert;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.MapAssert;
import org.assertj.core.api.ObjectArrayAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.OptionalAssert;
import org.jspecify.annotations.Nullable;

/**
 * AssertJ's {@code assertThat}, counted on the thread that calls it. All assertions of the suite
 * are made through here or by {@link #made}; the compiler sees to it that something is asserted of
 * what was given.
 */
public final class CountedAssertions {

    private static final ThreadLocal<int[]> COUNT = ThreadLocal.withInitial(() -> new int[1]);

    private CountedAssertions() {}

    /** How many were made on this thread. */
    public static int count() {
        return COUNT.get()[0];
    }

    /** Notes one that was made without {@code assertThat}. */
    public static void made() {
        COUNT.get()[0]++;
    }

    public static AbstractStringAssert<?> assertThat(@Nullable String actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static AbstractBooleanAssert<?> assertThat(boolean actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static AbstractIntegerAssert<?> assertThat(int actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static AbstractLongAssert<?> assertThat(long actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static AbstractDoubleAssert<?> assertThat(double actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static AbstractPathAssert<?> assertThat(Path actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static AbstractFloatArrayAssert<?> assertThat(float[] actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static <T> ObjectArrayAssert<T> assertThat(T[] actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static <T> OptionalAssert<T> assertThat(Optional<T> actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static <T> ListAssert<T> assertThat(java.util.List<? extends T> actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static <T> ListAssert<T> assertThat(Stream<? extends T> actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static <T> IterableAssert<T> assertThat(Iterable<? extends T> actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static <K, V> MapAssert<K, V> assertThat(Map<K, V> actual) {
        made();
        return Assertions.assertThat(actual);
    }

    public static <T> ObjectAssert<T> assertThat(@Nullable T actual) {
        made();
        return Assertions.assertThat(actual);
    }
}
