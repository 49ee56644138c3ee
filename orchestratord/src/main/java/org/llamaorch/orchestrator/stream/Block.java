package org.llamaorch.orchestrator.stream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one stream's frames inside a segment. Frames lie one behind another from the front,
 * so that a run of them is one copy; their index grows from the back.
 *
 * <pre>
 * header   magic, block bytes, stream number, first ordinal, attempt, id bytes, crc, freed, id
 * frames   bytes as they go on the wire
 * ...      zeros
 * index    24 bytes a frame, last frame first: end, kind, delta offset, delta bytes, crc, commit
 * </pre>
 *
 * <p>A frame counts once its commit word is set, which is stored last (release). {@code put} and
 * the plain counters belong to the one writer that owns the block; reading committed frames is safe
 * from any thread until the block is freed.
 */
final class Block {

    static final int ENTRY_BYTES = 24;
    static final int HEADER_BYTES = 40;

    private static final int MAGIC = 0x4c4f4831;
    private static final int COMMITTED = 0x444f4e45;
    private static final int FREED = 1;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WORD = INT.varHandle();

    private static final int AT_SIZE = 4;
    private static final int AT_NUMBER = 8;
    private static final int AT_FIRST = 16;
    private static final int AT_ATTEMPT = 20;
    private static final int AT_ID_BYTES = 24;
    private static final int AT_CRC = 28;
    private static final int AT_FREED = 32;

    private final Segment segment;
    private final MemorySegment memory;
    private final int sizeBytes;
    private final int framesStart;
    private final int firstOrdinal;
    private int framesEnd;
    private int count;
    private boolean readOnly;

    private Block(Segment segment, MemorySegment memory, int idBytes, int firstOrdinal) {
        this.segment = segment;
        this.memory = memory;
        this.sizeBytes = (int) memory.byteSize();
        this.framesStart = overheadBytes(idBytes);
        this.framesEnd = framesStart;
        this.firstOrdinal = firstOrdinal;
    }

    /** Bytes of a block that frames and index cannot have. */
    static int overheadBytes(int idBytes) {
        return (HEADER_BYTES + idBytes + 7) & -8;
    }

    /** Lays a header over zeros at {@code offset}; the magic word is stored last. */
    static Block create(
            Segment segment,
            int offset,
            int bytes,
            long number,
            byte[] id,
            int firstOrdinal,
            int attempt) {
        MemorySegment memory = segment.memory().asSlice(offset, bytes);
        memory.set(INT, AT_SIZE, bytes);
        memory.set(LONG, AT_NUMBER, number);
        memory.set(INT, AT_FIRST, firstOrdinal);
        memory.set(INT, AT_ATTEMPT, attempt);
        memory.set(INT, AT_ID_BYTES, id.length);
        MemorySegment.copy(id, 0, memory, ValueLayout.JAVA_BYTE, HEADER_BYTES, id.length);
        memory.set(INT, AT_CRC, headerCrc(memory, id.length));
        WORD.setRelease(memory, 0L, MAGIC);
        return new Block(segment, memory, id.length, firstOrdinal);
    }

    /**
     * The block that lies at {@code offset} after a crash, with its whole frames counted; null when
     * there is none, or its header is torn.
     */
    static @Nullable Block recover(Segment segment, int offset) {
        MemorySegment all = segment.memory();
        if (offset + HEADER_BYTES > all.byteSize() || all.get(INT, offset) != MAGIC) {
            return null;
        }
        int bytes = all.get(INT, offset + (long) AT_SIZE);
        int idBytes = all.get(INT, offset + (long) AT_ID_BYTES);
        if (bytes < HEADER_BYTES
                || bytes > all.byteSize() - offset
                || idBytes < 0
                || idBytes > bytes - HEADER_BYTES) {
            return null;
        }
        MemorySegment memory = all.asSlice(offset, bytes);
        if (memory.get(INT, AT_CRC) != headerCrc(memory, idBytes)) {
            return null;
        }
        Block block = new Block(segment, memory, idBytes, memory.get(INT, AT_FIRST));
        while (block.recoverNext()) {
            // Each round counts one whole frame.
        }
        // What a crash left behind the last whole frame is unknown: nothing is appended there.
        block.readOnly = true;
        return block;
    }

    private boolean recoverNext() {
        long entry = entry(count);
        if (entry < framesEnd || (int) WORD.getAcquire(memory, entry + 20) != COMMITTED) {
            return false;
        }
        int end = memory.get(INT, entry);
        if (end < framesEnd || end > entry) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(memory.asSlice(framesEnd, (long) end - framesEnd).asByteBuffer());
        int deltaOffset = memory.get(INT, entry + 8);
        int deltaBytes = memory.get(INT, entry + 12);
        int sum = sum(crc, end - framesEnd, memory.get(INT, entry + 4), deltaOffset, deltaBytes);
        if (memory.get(INT, entry + 16) != sum) {
            return false;
        }
        framesEnd = end;
        count++;
        return true;
    }

    private static int headerCrc(MemorySegment memory, int idBytes) {
        byte[] covered = new byte[AT_CRC - AT_SIZE + idBytes];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, AT_SIZE, covered, 0, AT_CRC - AT_SIZE);
        MemorySegment.copy(
                memory, ValueLayout.JAVA_BYTE, HEADER_BYTES, covered, AT_CRC - AT_SIZE, idBytes);
        CRC32C crc = new CRC32C();
        crc.update(covered, 0, covered.length);
        return (int) crc.getValue();
    }

    /** The frame's checksum with its index entry folded in, without copying the entry. */
    private static int sum(CRC32C ofFrame, int bytes, int kind, int deltaOffset, int deltaBytes) {
        int mixed = (int) ofFrame.getValue();
        mixed = (mixed ^ bytes) * 0x9e3779b1;
        mixed = (mixed ^ kind) * 0x85ebca6b;
        mixed = (mixed ^ deltaOffset) * 0xc2b2ae35;
        return (mixed ^ deltaBytes) * 0x27d4eb2f;
    }

    private long entry(int index) {
        return sizeBytes - (long) ENTRY_BYTES * (index + 1);
    }

    /** Whether another frame of {@code bytes} has room; asked by the owner only. */
    boolean fits(int bytes) {
        return !readOnly && entry(count) - framesEnd >= bytes;
    }

    /** Writes the next frame without committing it; the owner only. It may be written over. */
    void put(byte[] frame, int bytes, FrameKind kind, int deltaOffset, int deltaBytes, CRC32C crc) {
        crc.reset();
        crc.update(frame, 0, bytes);
        long entry = entry(count);
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, framesEnd, bytes);
        memory.set(INT, entry, framesEnd + bytes);
        memory.set(INT, entry + 4, kind.code());
        memory.set(INT, entry + 8, deltaOffset);
        memory.set(INT, entry + 12, deltaBytes);
        memory.set(INT, entry + 16, sum(crc, bytes, kind.code(), deltaOffset, deltaBytes));
    }

    /** Goes past the frame that was put; the owner only, once the frame is the stream's. */
    void advance(int bytes) {
        framesEnd += bytes;
        count++;
    }

    /** Commits the frame at {@code index}; any thread, and as often as it likes. */
    void commit(int index) {
        WORD.setRelease(memory, entry(index) + 20, COMMITTED);
    }

    /** Marks the block as given back, so that a scan passes over it. */
    void free() {
        memory.set(INT, AT_FREED, FREED);
    }

    boolean freed() {
        return memory.get(INT, AT_FREED) == FREED;
    }

    Segment segment() {
        return segment;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    int firstOrdinal() {
        return firstOrdinal;
    }

    long number() {
        return memory.get(LONG, AT_NUMBER);
    }

    int attempt() {
        return memory.get(INT, AT_ATTEMPT);
    }

    byte[] id() {
        byte[] id = new byte[memory.get(INT, AT_ID_BYTES)];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, HEADER_BYTES, id, 0, id.length);
        return id;
    }

    /** Frames the owner has put and gone past; after a scan, whole frames found. */
    int count() {
        return count;
    }

    /** Where the committed frame {@code index} begins. */
    int start(int index) {
        return index == 0 ? framesStart : end(index - 1);
    }

    /** Where the committed frame {@code index} ends. */
    int end(int index) {
        return memory.get(INT, entry(index));
    }

    FrameKind kind(int index) {
        return FrameKind.of(memory.get(INT, entry(index) + 4));
    }

    /** Where the frame's delta begins, from the start of the block. */
    int deltaStart(int index) {
        return start(index) + memory.get(INT, entry(index) + 8);
    }

    /** Bytes of the frame's delta; 0 when it has none. */
    int deltaBytes(int index) {
        return memory.get(INT, entry(index) + 12);
    }

    /** Copies bytes of committed frames. */
    void copy(int offset, byte[] target, int targetOffset, int bytes) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, targetOffset, bytes);
    }
}
