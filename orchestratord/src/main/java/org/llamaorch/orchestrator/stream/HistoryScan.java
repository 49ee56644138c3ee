package org.llamaorch.orchestrator.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what an earlier life left in the segments: per stream the frames from 0 on that are whole,
 * up to the first that is missing or torn. What belongs to no such stream is given back.
 *
 * @param segments those that still hold something; the others are deleted already
 * @param streams by task id
 * @param epoch one more than any earlier life had
 */
record HistoryScan(List<Segment> segments, Map<String, Found> streams, int epoch) {

    /**
     * A stream's blocks.
     *
     * @param frames blocks with its frames, in order, without a gap
     * @param others blocks of it that hold nothing of use
     */
    record Found(long number, List<Block> frames, List<Block> others) {}

    /** Maps the files of {@code folder} and walks their blocks. Blocks. */
    static HistoryScan of(Path folder) throws IOException {
        List<Segment> segments = new ArrayList<>();
        Map<Long, List<Block>> byNumber = new LinkedHashMap<>();
        int epoch = 0;
        for (Path file : History.files(folder)) {
            epoch = Math.max(epoch, epochOf(file));
            Segment segment = Segment.map(file);
            int live = 0;
            int offset = 0;
            for (Block block = Block.recover(segment, offset);
                    block != null;
                    block = Block.recover(segment, offset)) {
                offset += block.sizeBytes();
                if (!block.freed()) {
                    live++;
                    byNumber.computeIfAbsent(block.number(), _ -> new ArrayList<>()).add(block);
                }
            }
            segment.recovered(live);
            segments.add(segment);
        }
        Map<String, Found> streams = new HashMap<>();
        for (Map.Entry<Long, List<Block>> entry : byNumber.entrySet()) {
            join(entry.getKey(), entry.getValue(), streams);
        }
        segments.removeIf(segment -> {
            boolean empty = segment.liveBlocks() == 0;
            if (empty) {
                segment.delete();
            }
            return empty;
        });
        return new HistoryScan(segments, streams, epoch + 1);
    }

    private static void join(long number, List<Block> blocks, Map<String, Found> streams) {
        blocks.sort(
                Comparator.comparingInt(Block::firstOrdinal)
                        .thenComparing(Comparator.comparingInt(Block::count).reversed()));
        List<Block> frames = new ArrayList<>();
        List<Block> others = new ArrayList<>();
        int next = 0;
        for (Block block : blocks) {
            if (block.firstOrdinal() == next && block.count() > 0) {
                frames.add(block);
                next += block.count();
            } else {
                others.add(block);
            }
        }
        if (frames.isEmpty()) {
            release(others);
            return;
        }
        String taskId = new String(frames.getFirst().id(), StandardCharsets.UTF_8);
        Found found = new Found(number, frames, others);
        Found before = streams.get(taskId);
        if (before == null) {
            streams.put(taskId, found);
            return;
        }
        boolean replaces = before.number() < number;
        if (replaces) {
            streams.put(taskId, found);
        }
        Found older = replaces ? before : found;
        release(older.frames());
        release(older.others());
    }

    private static void release(List<Block> blocks) {
        for (Block block : blocks) {
            block.free();
            block.segment().release();
        }
    }

    private static int epochOf(Path file) {
        String name = file.getFileName().toString();
        int dash = name.indexOf('-');
        try {
            return Integer.parseInt(name.substring(0, Math.max(0, dash)), 16);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
