package org.llamaorch.orchestrator.stream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream's blocks in order of their frames; never changed, replaced by a longer one. A block that
 * got no frame gives way to the next one that begins with the same frame.
 */
final class BlockChain {

    static final BlockChain EMPTY = new BlockChain(new Block[0]);

    private final Block[] blocks;

    private BlockChain(Block[] blocks) {
        this.blocks = blocks;
    }

    BlockChain with(Block block) {
        int keep = blocks.length;
        if (keep > 0 && blocks[keep - 1].firstOrdinal() == block.firstOrdinal()) {
            keep--;
        }
        Block[] longer = Arrays.copyOf(blocks, keep + 1);
        longer[keep] = block;
        return new BlockChain(longer);
    }

    @Nullable Block last() {
        return blocks.length == 0 ? null : blocks[blocks.length - 1];
    }

    /** The block with this frame, which must have been published. */
    Block holding(int ordinal) {
        return blocks[place(ordinal)];
    }

    private int place(int ordinal) {
        int last = blocks.length - 1;
        if (blocks[last].firstOrdinal() <= ordinal) {
            return last;
        }
        int low = 0;
        int high = last;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (blocks[middle].firstOrdinal() <= ordinal) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * The first frame behind the block that holds {@code ordinal}, or {@code limit} if that is
     * less.
     */
    int endOfBlock(int ordinal, int limit) {
        int next = place(ordinal) + 1;
        return next == blocks.length ? limit : Math.min(limit, blocks[next].firstOrdinal());
    }

    /** Stores the commit word of a claimed frame. */
    void commit(int ordinal) {
        Block block = holding(ordinal);
        block.commit(ordinal - block.firstOrdinal());
    }
}
