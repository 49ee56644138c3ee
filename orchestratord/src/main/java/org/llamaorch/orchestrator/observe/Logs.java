package org.llamaorch.orchestrator.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/**
 * The daemon's log: one record an event, redacted, on one stream (contract §6, ORCH-3303). Set up
 * in code, for reading an XML file takes longer than the rest of the daemon's start.
 */
public final class Logs implements AutoCloseable {

    private static final int FLUSH_MOST_MS = 2_000;
    private static final String OWN_LOGGERS = "org.llamaorch";

    private final LoggerContext context;
    private final WaitingRecords waiting;

    private Logs(LoggerContext context, WaitingRecords waiting) {
        this.context = context;
        this.waiting = waiting;
    }

    /**
     * Sends all records to {@code out} from now on. Lines are written by a thread of their own;
     * {@link #close} waits for it.
     */
    public static Logs start(LogSettings settings, OutputStream out) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        return new Logs(context, route(context, settings, out));
    }

    /** Records that were dropped because their reader was too slow. */
    public long dropped() {
        return waiting.dropped();
    }

    /** Writes what still waits, two seconds at most. Later records are dropped. */
    @Override
    public void close() {
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    }

    private static WaitingRecords route(
            LoggerContext context, LogSettings settings, OutputStream out) {
        EncoderBase<ILoggingEvent> encoder =
                switch (settings.format()) {
                    case JSON -> new JsonLines(settings.emittedBy());
                    case CONSOLE -> new ConsoleLines(settings.colour());
                };
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> writer = new OutputStreamAppender<>();
        writer.setContext(context);
        writer.setEncoder(encoder);
        writer.setOutputStream(new KeptOpen(out));
        writer.start();
        WaitingRecords waiting = new WaitingRecords();
        waiting.setContext(context);
        waiting.setQueueSize(settings.waitingMost());
        waiting.setDiscardingThreshold(0);
        waiting.setNeverBlock(true);
        waiting.setMaxFlushTime(FLUSH_MOST_MS);
        waiting.addAppender(writer);
        waiting.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(waiting);
        context.getLogger(OWN_LOGGERS).setLevel(settings.level());
        return waiting;
    }

    /** The stream is the caller's: stopping the log flushes it and leaves it open. */
    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
