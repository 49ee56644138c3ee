package org.llamaorch.engines.client;

/**
 * The bounds of talking to engines.
 *
 * @param connectTimeoutMs longest a connection may take to come up (contract §8)
 * @param keepAliveSeconds how long an idle connection is kept; shorter than the engines' own five
 *     seconds, so that a request does not meet a connection that is just being closed
 * @param connectionsPerReplica most connections to one replica; more requests wait for one
 * @param silenceCheckMs how often silent engines are looked for; the exactness of idle timeouts
 * @param lingerMs how long an engine may take to close its answer after it said the end
 * @param maxEventBytes most bytes of one event of a stream
 * @param maxAnswerBytes most bytes of an answer that comes as a whole: embeddings, a ranking
 * @param maxRefusalBytes most bytes read of a refusal's body
 * @param fullRestMs how long a replica rests that says it is full but not for how long
 * @param loadingRestMs how long a replica rests that is loading its model
 * @param maxRestMs longest rest an engine may ask for
 */
public record EngineClientSettings(
        int connectTimeoutMs,
        int keepAliveSeconds,
        int connectionsPerReplica,
        long silenceCheckMs,
        long lingerMs,
        int maxEventBytes,
        int maxAnswerBytes,
        int maxRefusalBytes,
        long fullRestMs,
        long loadingRestMs,
        long maxRestMs) {

    public EngineClientSettings {
        if (connectTimeoutMs < 1
                || keepAliveSeconds < 1
                || connectionsPerReplica < 1
                || silenceCheckMs < 1
                || lingerMs < 0
                || maxEventBytes < 1
                || maxAnswerBytes < 1
                || maxRefusalBytes < 1
                || fullRestMs < 1
                || loadingRestMs < 1
                || maxRestMs < 1) {
            throw new IllegalArgumentException("a bound of the engine client is not positive");
        }
    }

    public static EngineClientSettings defaults() {
        return new EngineClientSettings(
                5_000, 3, 4_096, 100, 1_000, 16 << 20, 16 << 20, 64 << 10, 1_000, 500, 3_600_000);
    }
}
