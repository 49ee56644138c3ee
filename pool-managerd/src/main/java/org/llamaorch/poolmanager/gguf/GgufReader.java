package org.llamaorch.poolmanager.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the header of a GGUF file, versions 2 and 3: enough to tell a file that an engine can load
 * from one that is corrupt, cut off or something else (issue: unreadable, corrupt or truncated GGUF
 * is one sentence). Reads the header only, never the weights.
 */
public final class GgufReader {

    private static final int MAGIC = 0x46554747;
    private static final long HEADER_LIMIT_BYTES = 256L << 20;
    private static final int NAME_LIMIT_BYTES = 1 << 16;
    private static final int TEXT_LIMIT_BYTES = 16 << 20;
    private static final long TENSOR_LIMIT = 1_000_000;
    private static final long ENTRY_LIMIT = 100_000;
    private static final int DIMENSION_LIMIT = 8;

    private static final int TYPE_STRING = 8;
    private static final int TYPE_ARRAY = 9;

    private final BoundedInput input;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    private GgufReader(BoundedInput input) {
        this.input = input;
    }

    /**
     * The header of {@code file}. Blocks on the disk.
     *
     * @throws GgufException with one sentence when there is no such file, it cannot be read, or it
     *     is no whole GGUF file
     */
    public static GgufHeader read(Path file) throws GgufException {
        if (Files.isDirectory(file)) {
            throw new GgufException(file + " is a folder, not a GGUF file.");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new GgufReader(new BoundedInput(channel, file.toString(), HEADER_LIMIT_BYTES))
                    .header(file);
        } catch (GgufException problem) {
            throw problem;
        } catch (NoSuchFileException _) {
            throw new GgufException("There is no model file " + file + ".");
        } catch (ArithmeticException _) {
            throw new GgufException(
                    file + " is a corrupt GGUF file: a size in its header is impossible.");
        } catch (IOException problem) {
            throw new GgufException("Cannot read the model file " + file + ": " + problem + ".");
        }
    }

    private GgufHeader header(Path file) throws IOException {
        if (input.sizeBytes() < 4 || input.i32() != MAGIC) {
            throw new GgufException(file + " is not a GGUF file: it does not begin with GGUF.");
        }
        int version = input.i32();
        if (version < 2 || version > 3) {
            throw new GgufException(
                    file + " is of GGUF version " + version + "; versions 2 and 3 can be read.");
        }
        long tensors = input.count();
        long entries = input.count();
        if (tensors > TENSOR_LIMIT || entries > ENTRY_LIMIT) {
            throw input.corrupt("it claims " + tensors + " tensors and " + entries + " entries");
        }
        for (long entry = 0; entry < entries; entry++) {
            entry();
        }
        String architecture = texts.get("general.architecture");
        if (architecture == null) {
            throw input.corrupt("it names no architecture");
        }
        checkTensors(tensors);
        Long fileType = numbers.get("general.file_type");
        return new GgufHeader(
                version,
                tensors,
                architecture,
                texts.get("general.name"),
                numbers.getOrDefault(architecture + ".context_length", 0L),
                fileType == null ? null : Quantization.fileTypeName(fileType),
                input.sizeBytes(),
                cacheBytesPerToken(architecture),
                numbers.getOrDefault(architecture + ".attention.sliding_window", 0L));
    }

    /**
     * Of each layer a key and a value for each head that has them. Where the heads differ by layer
     * the file holds a list instead of a number, and nothing is said.
     */
    private long cacheBytesPerToken(String architecture) {
        long layers = numbers.getOrDefault(architecture + ".block_count", 0L);
        long heads = numbers.getOrDefault(architecture + ".attention.head_count", 0L);
        long cached = numbers.getOrDefault(architecture + ".attention.head_count_kv", 0L);
        long width = numbers.getOrDefault(architecture + ".embedding_length", 0L);
        long perHead = heads == 0 ? 0 : width / heads;
        long key = numbers.getOrDefault(architecture + ".attention.key_length", perHead);
        long value = numbers.getOrDefault(architecture + ".attention.value_length", perHead);
        return Math.multiplyExact(
                Math.multiplyExact(layers, cached),
                Math.multiplyExact(2, Math.addExact(key, value)));
    }

    private void entry() throws IOException {
        String key = input.text(NAME_LIMIT_BYTES);
        int type = input.i32();
        switch (type) {
            case TYPE_STRING -> {
                String value = input.text(TEXT_LIMIT_BYTES);
                if (value.length() <= NAME_LIMIT_BYTES) {
                    texts.put(key, value);
                }
            }
            case TYPE_ARRAY -> array();
            case 0, 1, 7 -> numbers.put(key, (long) input.u8());
            case 2, 3 -> numbers.put(key, (long) input.u16());
            case 4, 5 -> numbers.put(key, input.u32());
            case 6 -> input.skip(4);
            case 10, 11 -> numbers.put(key, input.i64());
            case 12 -> input.skip(8);
            default -> throw input.corrupt("an entry is of unknown type " + type);
        }
    }

    private void array() throws IOException {
        int type = input.i32();
        long length = input.count();
        if (type == TYPE_STRING) {
            for (long index = 0; index < length; index++) {
                input.skip(input.count());
            }
            return;
        }
        int width =
                switch (type) {
                    case 0, 1, 7 -> 1;
                    case 2, 3 -> 2;
                    case 4, 5, 6 -> 4;
                    case 10, 11, 12 -> 8;
                    default -> throw input.corrupt("an array is of unknown type " + type);
                };
        input.skip(Math.multiplyExact(length, width));
    }

    private void checkTensors(long tensors) throws IOException {
        long end = 0;
        for (long tensor = 0; tensor < tensors; tensor++) {
            String name = input.text(NAME_LIMIT_BYTES);
            long dimensions = input.u32();
            if (dimensions > DIMENSION_LIMIT) {
                throw input.corrupt("the tensor " + name + " has " + dimensions + " dimensions");
            }
            long values = 1;
            for (long dimension = 0; dimension < dimensions; dimension++) {
                values = Math.multiplyExact(values, input.count());
            }
            int type = input.i32();
            long offset = input.count();
            end = Math.max(end, Math.addExact(offset, Quantization.bytes(type, values).orElse(0L)));
        }
        long alignment = numbers.getOrDefault("general.alignment", 32L);
        if (alignment < 1 || alignment > 1 << 20) {
            throw input.corrupt("its alignment is " + alignment);
        }
        long start = Math.ceilDiv(input.position(), alignment) * alignment;
        long needed = tensors == 0 ? start : Math.addExact(start, end);
        if (tensors > 0 && needed > input.sizeBytes()) {
            throw input.truncated();
        }
    }
}
