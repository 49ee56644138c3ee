package org.llamaorch.bench.relay;

import java.util.List;

/**
 * A load as the load program makes it.
 *
 * @param name how it is called in the table
 * @param streams open at once
 * @param delayMs between an engine's tokens; 0 for as fast as it can
 * @param maxTokens of each request
 * @param openEveryMs between the openings of two streams; 0 for out of step
 */
record Load(String name, int streams, int delayMs, int maxTokens, int openEveryMs) {

    /** Paced as in the targets: 100 streams, a token every 10 ms. */
    static final Load PACED = new Load("paced: 100 streams x 10 ms", 100, 10, 400, 0);

    /** The same in two groups whose tokens are due together, as from an engine that batches. */
    static final Load IN_STEP = new Load("in step: the same, 50 due together", 100, 10, 400, 5);

    /** As fast as it goes. */
    static final Load FLOOD = new Load("flood: 64 streams, no delay", 64, 0, 2000, 0);

    /** One client, short streams: what a request itself costs until its first token. */
    static final Load FIRST_TOKEN = new Load("first token: 1 stream", 1, 5, 4, 0);

    List<String> options(double warmUpSeconds, double measuredSeconds) {
        List<String> options =
                new java.util.ArrayList<>(
                        List.of(
                                "-c",
                                Integer.toString(streams),
                                "-w",
                                Double.toString(warmUpSeconds),
                                "-t",
                                Double.toString(measuredSeconds),
                                "-n",
                                Integer.toString(maxTokens),
                                "-x",
                                "d=" + delayMs,
                                "-s"));
        if (openEveryMs > 0) {
            options.addAll(List.of("-o", Integer.toString(openEveryMs)));
        }
        return options;
    }
}
