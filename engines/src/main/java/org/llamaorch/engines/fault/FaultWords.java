package org.llamaorch.engines.fault;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** The texts of tokens: words drawn by a seed, so that the same request gets the same answer. */
final class FaultWords {

    private static final String[] WORDS = {
        " the", " river", " keeps", " its", " own", " time", ",", " and", " every", " stone",
        " knows", " a", " song", ".", " Über", " naïve", " 水", " \\\"so\\\"", "\\n", " light"
    };

    private static final byte[] CHARACTER = "😀".getBytes(StandardCharsets.UTF_8);

    private final FaultScript script;
    private final SplittableRandom random;

    FaultWords(FaultScript script, long seed, String prompt) {
        this.script = script;
        this.random = new SplittableRandom(seed * 31 + prompt.hashCode());
    }

    /** The inside of token {@code index}'s JSON string; asked for in order. */
    byte[] next(int index) {
        String drawn = WORDS[random.nextInt(WORDS.length)];
        if (index == script.half()) {
            return new byte[] {CHARACTER[0], CHARACTER[1]};
        }
        if (script.half() >= 0 && index == script.half() + 1) {
            return new byte[] {CHARACTER[2], CHARACTER[3]};
        }
        if (index == script.surrogate()) {
            return utf8("\\ud83d");
        }
        if (script.surrogate() >= 0 && index == script.surrogate() + 1) {
            return utf8("\\ude00");
        }
        if (index == script.invalid()) {
            return new byte[] {'x', (byte) 0xFF, (byte) 0xC0, 'y'};
        }
        String text = script.text();
        return utf8(text == null ? drawn : text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
