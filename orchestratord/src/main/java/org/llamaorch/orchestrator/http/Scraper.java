package org.llamaorch.orchestrator.http;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The metrics as a scraper reads them. Safe from any thread; never blocks. */
@FunctionalInterface
public interface Scraper {
    /**
     * All series in the format that the scraper accepts.
     *
     * @param accept its {@code Accept} header; null without one
     */
    CompletionStage<Scrape> scrape(@Nullable String accept);

    /** A scrape and its media type. */
    record Scrape(String contentType, Buffer body) {}
}
