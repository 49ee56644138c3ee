package org.llamaorch.orchestrator.stream;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.engines.TokenSink;

/**
 * Explores interleavings of one writer, the core and a reader on one stream, and compares each with
 * an order of whole operations: what a seal refused never becomes visible, what a reader saw stays.
 */
public class TaskStreamLincheckTest {

    private static final StreamSettings TINY =
            new StreamSettings(
                    false, 8 << 10, 9 << 10, 1 << 10, 1 << 10, 1 << 10, 256, 1, 1, 1, 1, 1, 1, 1,
                    1 << 10, 1);

    private static final Terminal CANCELED = Streams.failure(ErrorCode.CANCELED);

    private final TaskStream stream;
    private final TokenSink sink;
    private final byte[] text = {'x'};

    public TaskStreamLincheckTest() {
        try {
            History history =
                    new History(
                            TINY, new Streams.Watch(), Segment::inMemory, List.of(), () -> false);
            stream = new TaskStream("a", 1, history, TINY, Streams.NOBODY_COUNTS);
            stream.start(0, 0);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        sink = stream.attempt(1);
    }

    @Operation(nonParallelGroup = "writer")
    public boolean token() {
        return sink.token(text, 0, 1, 0, 0);
    }

    @Operation(nonParallelGroup = "writer")
    public boolean engineSeal() {
        return sink.seal();
    }

    @Operation(nonParallelGroup = "core")
    public boolean coreSeal() {
        return stream.seal();
    }

    /** The terminal, which the core appends only once it holds the seal. */
    @Operation(nonParallelGroup = "core")
    public boolean finish() throws IOException {
        if (!stream.log().sealedByCore()) {
            return false;
        }
        stream.finish(CANCELED, 1);
        return true;
    }

    @Operation
    public String lastFrame() {
        int frames = stream.frames();
        Block block = stream.log().blocks().holding(frames - 1);
        int index = frames - 1 - block.firstOrdinal();
        return frames + " " + block.kind(index) + " " + (block.end(index) - block.start(index));
    }

    @Test
    void everyInterleavingIsSomeOrderOfWholeOperations() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(6)
                .invocationsPerIteration(120)
                .addGuarantee(
                        forClasses(
                                        Block.class.getName(),
                                        History.class.getName(),
                                        FrameJson.class.getName(),
                                        TokenFrame.class.getName(),
                                        TextDigest.class.getName())
                                .allMethods()
                                .treatAsAtomic())
                .check(TaskStreamLincheckTest.class);
    }
}
