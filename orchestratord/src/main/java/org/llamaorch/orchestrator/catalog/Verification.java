package org.llamaorch.orchestrator.catalog;

import java.util.List;
import java.util.Locale;
import org.llamaorch.contracts.WireName;

/**
 * What looking at a model's files found.
 *
 * @param sentence the same for people
 * @param atMs when, epoch milliseconds
 * @param files what was looked at, as it was then: a file that is different since is noticed
 */
public record Verification(Reason reason, String sentence, long atMs, List<FileStamp> files) {

    public Verification {
        files = List.copyOf(files);
    }

    public Result result() {
        return reason.result();
    }

    /** How a verification ends. */
    public enum Result implements WireName {
        PASS,
        FAIL,
        WARN;

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why. */
    public enum Reason implements WireName {
        DIGEST_MATCH(Result.PASS),
        NO_DIGEST(Result.WARN),
        UNSUPPORTED_ALGORITHM(Result.WARN),
        NOT_FETCHED(Result.WARN),
        NO_SIGNATURE(Result.WARN),
        UNKNOWN_SIGNER(Result.WARN),
        NO_SBOM(Result.WARN),
        REGISTRY_NOT_ALLOWED(Result.WARN),
        DIGEST_MISMATCH(Result.FAIL),
        MANIFEST_MISMATCH(Result.FAIL),
        SIGNATURE_INVALID(Result.FAIL),
        SBOM_MISMATCH(Result.FAIL),
        FILE_MISSING(Result.FAIL),
        FILE_CHANGED(Result.FAIL),
        UNREADABLE(Result.FAIL);

        private final Result result;

        Reason(Result result) {
            this.result = result;
        }

        public Result result() {
            return result;
        }

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
