package org.llamaorch.orchestrator.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Where a listener stands in a stream; copies what comes next into a buffer of its own. Confined to
 * the listener's event loop, as the scratch array is.
 */
final class FrameCursor {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLANK = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final FrameLog log;
    private final byte[] scratch;
    private int next;

    FrameCursor(FrameLog log, int next, byte[] scratch) {
        this.log = log;
        this.next = next;
        this.scratch = scratch;
    }

    /** The id of the next frame. */
    int next() {
        return next;
    }

    /**
     * Copies frames from the next one on, up to {@code limit} exclusive, and goes past them: whole
     * frames, at least one, of one block at most, and no more than the scratch array's size unless
     * the first alone is longer.
     */
    ByteBuf take(int limit, ByteBufAllocator allocator) {
        BlockChain blocks = log.blocks();
        Block block = blocks.holding(next);
        int first = next - block.firstOrdinal();
        int last = blocks.endOfBlock(next, limit) - 1 - block.firstOrdinal();
        int start = block.start(first);
        while (last > first && block.end(last) - start > scratch.length) {
            last = (first + last) >>> 1;
        }
        int bytes = block.end(last) - start;
        ByteBuf target = ResponseBody.part(allocator, bytes);
        copy(block, start, bytes, target);
        next = block.firstOrdinal() + last + 1;
        return target;
    }

    /**
     * Copies the deltas of the frames up to {@code limit} exclusive, each as {@code data:} line and
     * blank line; frames without a delta add nothing. Stops behind the scratch array's size.
     */
    ByteBuf takeDeltas(int limit, ByteBufAllocator allocator) {
        BlockChain blocks = log.blocks();
        ByteBuf target = ResponseBody.part(allocator, 256);
        while (next < limit && target.readableBytes() < scratch.length) {
            Block block = blocks.holding(next);
            int index = next - block.firstOrdinal();
            int bytes = block.deltaBytes(index);
            if (bytes > 0) {
                target.writeBytes(DATA);
                copy(block, block.deltaStart(index), bytes, target);
                target.writeBytes(BLANK);
            }
            next++;
        }
        return target;
    }

    private void copy(Block block, int offset, int bytes, ByteBuf target) {
        for (int done = 0; done < bytes; ) {
            int part = Math.min(bytes - done, scratch.length);
            block.copy(offset + done, scratch, 0, part);
            target.writeBytes(scratch, 0, part);
            done += part;
        }
    }
}
