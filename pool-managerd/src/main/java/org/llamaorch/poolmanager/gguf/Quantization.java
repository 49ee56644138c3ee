package org.llamaorch.poolmanager.gguf;

import java.util.Map;
import java.util.Optional;

/** Names of GGUF's {@code general.file_type} numbers and the sizes of its tensor types. */
final class Quantization {

    private static final Map<Integer, String> FILE_TYPES =
            Map.ofEntries(
                    Map.entry(0, "F32"),
                    Map.entry(1, "F16"),
                    Map.entry(2, "Q4_0"),
                    Map.entry(3, "Q4_1"),
                    Map.entry(7, "Q8_0"),
                    Map.entry(8, "Q5_0"),
                    Map.entry(9, "Q5_1"),
                    Map.entry(10, "Q2_K"),
                    Map.entry(11, "Q3_K_S"),
                    Map.entry(12, "Q3_K_M"),
                    Map.entry(13, "Q3_K_L"),
                    Map.entry(14, "Q4_K_S"),
                    Map.entry(15, "Q4_K_M"),
                    Map.entry(16, "Q5_K_S"),
                    Map.entry(17, "Q5_K_M"),
                    Map.entry(18, "Q6_K"),
                    Map.entry(19, "IQ2_XXS"),
                    Map.entry(20, "IQ2_XS"),
                    Map.entry(21, "Q2_K_S"),
                    Map.entry(22, "IQ3_XS"),
                    Map.entry(23, "IQ3_XXS"),
                    Map.entry(24, "IQ1_S"),
                    Map.entry(25, "IQ4_NL"),
                    Map.entry(26, "IQ3_S"),
                    Map.entry(27, "IQ3_M"),
                    Map.entry(28, "IQ2_S"),
                    Map.entry(29, "IQ2_M"),
                    Map.entry(30, "IQ4_XS"),
                    Map.entry(31, "IQ1_M"),
                    Map.entry(32, "BF16"));

    /** Values in a block and bytes of a block, by tensor type. */
    private static final Map<Integer, Block> TENSOR_TYPES =
            Map.ofEntries(
                    Map.entry(0, new Block(1, 4)),
                    Map.entry(1, new Block(1, 2)),
                    Map.entry(2, new Block(32, 18)),
                    Map.entry(3, new Block(32, 20)),
                    Map.entry(6, new Block(32, 22)),
                    Map.entry(7, new Block(32, 24)),
                    Map.entry(8, new Block(32, 34)),
                    Map.entry(9, new Block(32, 36)),
                    Map.entry(10, new Block(256, 84)),
                    Map.entry(11, new Block(256, 110)),
                    Map.entry(12, new Block(256, 144)),
                    Map.entry(13, new Block(256, 176)),
                    Map.entry(14, new Block(256, 210)),
                    Map.entry(15, new Block(256, 292)),
                    Map.entry(16, new Block(256, 66)),
                    Map.entry(17, new Block(256, 74)),
                    Map.entry(18, new Block(256, 98)),
                    Map.entry(19, new Block(256, 50)),
                    Map.entry(20, new Block(32, 18)),
                    Map.entry(21, new Block(256, 110)),
                    Map.entry(22, new Block(256, 82)),
                    Map.entry(23, new Block(256, 136)),
                    Map.entry(24, new Block(1, 1)),
                    Map.entry(25, new Block(1, 2)),
                    Map.entry(26, new Block(1, 4)),
                    Map.entry(27, new Block(1, 8)),
                    Map.entry(28, new Block(1, 8)),
                    Map.entry(29, new Block(256, 56)),
                    Map.entry(30, new Block(1, 2)),
                    Map.entry(34, new Block(256, 54)),
                    Map.entry(35, new Block(256, 66)),
                    Map.entry(39, new Block(32, 17)));

    private Quantization() {}

    /** The usual name of a file type, {@code type N} when it has none here. */
    static String fileTypeName(long fileType) {
        return FILE_TYPES.getOrDefault((int) fileType, "type " + fileType);
    }

    /** Bytes that {@code values} of a tensor type take; empty for a type not known here. */
    static Optional<Long> bytes(int tensorType, long values) {
        return Optional.ofNullable(TENSOR_TYPES.get(tensorType))
                .map(block ->
                        Math.multiplyExact(Math.ceilDiv(values, (long) block.values), block.bytes));
    }

    private record Block(int values, int bytes) {}
}
