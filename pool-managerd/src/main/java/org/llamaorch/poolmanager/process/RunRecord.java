package org.llamaorch.poolmanager.process;

import org.jspecify.annotations.Nullable;

/**
 * What is written down of a running engine, so that the next daemon can recognise it (contract §9).
 *
 * @param specification hash of what was asked for: an engine is adopted for the same only
 * @param modelDigest {@code sha256:HEX} of the model it serves
 * @param apiKeyFile file with the key it asks for; null when it asks for none
 * @param engineVersion as it is told to clients
 * @param decoded whether it has decoded a token since it was started
 */
public record RunRecord(
        String poolId,
        String replicaId,
        ProcessIdentity identity,
        String specification,
        String modelDigest,
        int port,
        String url,
        @Nullable String apiKeyFile,
        String engineVersion,
        boolean decoded) {

    /** The same engine, now known to decode, with its identity as it was then seen. */
    public RunRecord withDecoded(ProcessIdentity observed) {
        return new RunRecord(
                poolId,
                replicaId,
                observed,
                specification,
                modelDigest,
                port,
                url,
                apiKeyFile,
                engineVersion,
                true);
    }
}
