package org.llamaorch.contracts.redaction;

import java.util.Set;
import org.llamaorch.contracts.digest.Sha256;

/**
 * Masks secrets in text as {@code ****} and their fingerprint (contract §6, ORCH-3302). A pure
 * function: the same text always reads the same, and masked text is left as it is.
 *
 * <p>What counts as a secret:
 *
 * <ol>
 *   <li>the credentials after {@code Bearer} or {@code Basic}
 *   <li>the value after a name that ends in {@code key}, {@code token}, {@code secret} or {@code
 *       password} and a colon or an equals sign, quoted or not, also inside quoted JSON
 *   <li>the word after an option such as {@code --api-key}, also in a list of arguments
 *   <li>a word of the shape of well-known keys: {@code sk-…}, {@code hf_…}, {@code llo_…}
 *   <li>the password in {@code scheme://user:password@host}
 * </ol>
 *
 * One pass from left to right, in time linear in the text; a regular expression would recurse on
 * what an engine may write.
 */
public final class Redaction {

    private static final String MASK = "****";
    private static final int FINGERPRINT_DIGITS = 6;
    private static final String[] NAMES = {"key", "token", "secret", "password"};
    private static final String[] SCHEMES = {"bearer", "basic"};
    private static final String[] PREFIXES = {"sk-", "hf_", "llo_"};
    private static final int SHAPED_CHARS_LEAST = 16;
    private static final int OPTION_CHARS_MOST = 64;
    private static final String STRUCTURES = "{[";

    /** What stands after such names in advice and in JSON without being a secret. */
    private static final Set<String> NO_SECRETS =
            Set.of("null", "true", "false", "key", "keys", "token", "tokens");

    private final String text;
    private final String lower;
    private final StringBuilder out;
    private int copied;
    private int at;

    private Redaction(String text) {
        this.text = text;
        this.lower = asciiLowerCase(text);
        this.out = new StringBuilder(text.length() + 16);
    }

    /** The text without its secrets. */
    public static String redact(String text) {
        return new Redaction(text).run();
    }

    /** The first 6 lowercase hexadecimal digits of the secret's SHA-256. */
    public static String fingerprint(String secret) {
        return Sha256.hexOf(secret).substring(0, FINGERPRINT_DIGITS);
    }

    /** How a secret reads where it was. */
    public static String mask(String secret) {
        return MASK + fingerprint(secret);
    }

    private String run() {
        while (at < text.length()) {
            char c = lower.charAt(at);
            boolean found =
                    switch (c) {
                        case 'b' -> scheme();
                        case 'k', 't', 'p' -> named();
                        case 's' -> named() || shaped();
                        case 'h' -> shaped();
                        case ':' -> userInfo();
                        default -> false;
                    };
            if (!found) {
                at++;
            }
        }
        if (copied == 0) {
            return text;
        }
        return out.append(text, copied, text.length()).toString();
    }

    private boolean scheme() {
        for (String scheme : SCHEMES) {
            if (lower.startsWith(scheme, at) && !wordBefore()) {
                int from = spaces(at + scheme.length());
                if (from > at + scheme.length()) {
                    return maskWord(from);
                }
            }
        }
        return false;
    }

    private boolean named() {
        for (String name : NAMES) {
            if (lower.startsWith(name, at)) {
                int end = at + name.length();
                int from = separator(end);
                return from >= 0 ? maskValue(from) : option(end);
            }
        }
        return false;
    }

    /** Where the value after a name begins; -1 when no colon or equals sign is there. */
    private int separator(int end) {
        int i = quotes(end);
        i = spaces(i);
        if (i < text.length() && (text.charAt(i) == ':' || text.charAt(i) == '=')) {
            return spaces(i + 1);
        }
        return -1;
    }

    private boolean option(int end) {
        int start = at;
        int least = Math.max(copied, at - OPTION_CHARS_MOST);
        while (start > least && optionPart(text.charAt(start - 1))) {
            start--;
        }
        int from = quotes(end);
        if (from < text.length() && text.charAt(from) == ',') {
            from++;
        }
        from = spaces(from);
        return text.startsWith("--", start) && from > end && maskValue(from);
    }

    private boolean maskValue(int from) {
        int open = quotes(from);
        if (open > from) {
            return mask(open, close(text.substring(from, open), open));
        }
        if (from < text.length() && STRUCTURES.indexOf(text.charAt(from)) >= 0) {
            return false;
        }
        for (String scheme : SCHEMES) {
            if (lower.startsWith(scheme, from)) {
                int credentials = spaces(from + scheme.length());
                if (credentials > from + scheme.length()) {
                    return maskWord(credentials);
                }
            }
        }
        return maskWord(from);
    }

    /** Where the quoted value ends: at the same quotation mark, itself not quoted. */
    private int close(String quote, int from) {
        int i = text.indexOf(quote, from);
        while (i > from && text.charAt(i - 1) == '\\') {
            i = text.indexOf(quote, i + 1);
        }
        return i < 0 ? text.length() : i;
    }

    private boolean maskWord(int from) {
        int end = from;
        while (end < text.length() && inWord(text.charAt(end))) {
            end++;
        }
        while (end > from && text.charAt(end - 1) == '.') {
            end--;
        }
        return mask(from, end);
    }

    private boolean shaped() {
        for (String prefix : PREFIXES) {
            if (lower.startsWith(prefix, at) && !wordBefore()) {
                int end = at;
                while (end < text.length() && inKey(text.charAt(end))) {
                    end++;
                }
                if (end - at >= SHAPED_CHARS_LEAST) {
                    return mask(at, end);
                }
            }
        }
        return false;
    }

    private boolean userInfo() {
        if (!text.startsWith("://", at)) {
            return false;
        }
        int colon = -1;
        int i = at + 3;
        while (i < text.length() && inWord(text.charAt(i)) && text.charAt(i) != '/') {
            if (text.charAt(i) == ':' && colon < 0) {
                colon = i;
            } else if (text.charAt(i) == '@' && colon >= 0) {
                return mask(colon + 1, i);
            }
            i++;
        }
        return false;
    }

    private boolean mask(int from, int to) {
        String secret = text.substring(from, to);
        if (secret.isBlank() || secret.startsWith(MASK) || isNoSecret(secret)) {
            at = Math.max(at + 1, to);
            return true;
        }
        out.append(text, copied, from).append(mask(secret));
        copied = to;
        at = to;
        return true;
    }

    private static boolean isNoSecret(String value) {
        return value.startsWith("$") || NO_SECRETS.contains(asciiLowerCase(value));
    }

    private boolean wordBefore() {
        return at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
    }

    private int spaces(int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    /** Past a quotation mark and the backslashes before it; {@code from} when none is there. */
    private int quotes(int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) == '\\') {
            i++;
        }
        boolean quote = i < text.length() && (text.charAt(i) == '"' || text.charAt(i) == '\'');
        return quote ? i + 1 : from;
    }

    private static boolean optionPart(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    private static boolean inKey(char c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || c == '-' || c == '_';
    }

    private static boolean inWord(char c) {
        return c > ' ' && "\"'\\,;&<>}])".indexOf(c) < 0;
    }

    /** Position by position: full lower-casing makes some letters longer. */
    private static String asciiLowerCase(String text) {
        char[] lower = text.toCharArray();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] = (char) (lower[i] + ('a' - 'A'));
            }
        }
        return new String(lower);
    }
}
