package org.llamaorch.poolmanager.gpu;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the GPUs again and again, on a virtual thread of its own, and tells what it sees: a
 * driver that does not answer shows none. {@link #start} once; {@link #stop} from any thread.
 */
public final class GpuWatch {

    private static final Logger LOG = LoggerFactory.getLogger(GpuWatch.class);

    private final NvidiaSmi driver;
    private final Duration every;
    private final Consumer<List<Gpu>> seen;
    private final Thread thread;

    /**
     * @param every pause between two looks
     * @param seen is told what each look saw, on the watch's thread
     */
    public GpuWatch(NvidiaSmi driver, Duration every, Consumer<List<Gpu>> seen) {
        this.driver = driver;
        this.every = every;
        this.seen = seen;
        this.thread = Thread.ofVirtual().name("gpus").unstarted(this::watch);
    }

    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                try {
                    seen.accept(driver.gpus());
                } catch (RuntimeException defect) {
                    LOG.error("A look at the devices fails because of a defect.", defect);
                }
                Thread.sleep(every);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the looking and waits for it. */
    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
