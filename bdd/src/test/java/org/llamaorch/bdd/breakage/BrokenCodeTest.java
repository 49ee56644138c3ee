package org.llamaorch.bdd.breakage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Each change is made to {@link Whole} and tried. */
class BrokenCodeTest {

    /** What is broken here: even numbers are told, others are not. */
    public static final class Whole implements IntFunction<String> {

        @Override
        public String apply(int number) {
            return isEven(number) ? told(number).orElse("nothing") + list() : "odd";
        }

        private static boolean isEven(int number) {
            return number % 2 == 0;
        }

        private Optional<String> told(int number) {
            return Optional.of("even " + number);
        }

        private static List<String> list() {
            return List.of("!");
        }
    }

    @Test
    void wholeItTellsEvenNumbers() {
        assertThat(new Whole().apply(4)).isEqualTo("even 4[!]");
        assertThat(new Whole().apply(5)).isEqualTo("odd");
    }

    @Test
    void returnsWhatItIsToldTo() throws Exception {
        assertThat(broken("isEven", Change.returns(true)).apply(5)).isEqualTo("even 5[!]");
        assertThat(broken("told", Change.returns(Change.EMPTY)).apply(4)).isEqualTo("nothing[!]");
        assertThat(broken("list", Change.returns(Change.EMPTY)).apply(4)).isEqualTo("even 4[]");
        assertThat(broken("list", Change.returnsNothing()).apply(4)).isEqualTo("even 4null");
        assertThat(broken("apply", Change.returns("x")).apply(4)).isEqualTo("x");
    }

    @Test
    void leavesCallsOut() throws Exception {
        assertThat(broken("apply", Change.omits("isEven")).apply(4)).isEqualTo("odd");
    }

    @Test
    void turnsAnswersRound() throws Exception {
        assertThat(broken("apply", Change.negates("isEven")).apply(4)).isEqualTo("odd");
        assertThat(broken("apply", Change.negates("isEven")).apply(5)).isEqualTo("even 5[!]");
    }

    @Test
    void saysOtherConstants() throws Exception {
        assertThat(broken("apply", Change.says("odd", "strange")).apply(5)).isEqualTo("strange");
        assertThat(broken("isEven", Change.says(2, 5)).apply(5)).isEqualTo("even 5[!]");
    }

    @SuppressWarnings("unchecked") // the broken class implements what the whole one does
    private static IntFunction<String> broken(String method, Change change) throws Exception {
        byte[] broken =
                ClassFile.of()
                        .transformClass(
                                ClassFile.of().parse(bytes()),
                                ClassTransform.transformingMethods(
                                        each -> each.methodName().equalsString(method),
                                        BrokenCode.in(change)));
        ClassLoader loader =
                new ClassLoader(BrokenCodeTest.class.getClassLoader()) {
                    @Override
                    protected Class<?> loadClass(String name, boolean resolve)
                            throws ClassNotFoundException {
                        return name.equals(Whole.class.getName())
                                ? defineClass(name, broken, 0, broken.length)
                                : super.loadClass(name, resolve);
                    }
                };
        return (IntFunction<String>)
                loader.loadClass(Whole.class.getName()).getConstructor().newInstance();
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = Whole.class.getResourceAsStream("BrokenCodeTest$Whole.class")) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }
}
