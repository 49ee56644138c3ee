package org.llamaorch.orchestrator.catalog;

/**
 * The catalog's limits and times.
 *
 * @param entriesMax most entries
 * @param verificationsMax how many verifications read files at once
 * @param verificationsWaiting how many more may wait for their turn
 * @param lookEveryMs how often verified files are looked at for being gone or changed
 * @param idleLookMs how often it is asked whether a retired model's work is over
 * @param trust what a model must have to be trusted
 */
public record CatalogSettings(
        int entriesMax,
        int verificationsMax,
        int verificationsWaiting,
        long lookEveryMs,
        long idleLookMs,
        TrustSettings trust) {

    public CatalogSettings {
        if (entriesMax < 1
                || verificationsMax < 1
                || verificationsWaiting < 0
                || lookEveryMs < 1
                || idleLookMs < 1) {
            throw new IllegalArgumentException("a limit of the catalog is too small");
        }
    }

    public static CatalogSettings defaults() {
        return new CatalogSettings(10_000, 1, 100, 30_000, 100, TrustSettings.permissive());
    }

    public CatalogSettings withTrust(TrustSettings other) {
        return new CatalogSettings(
                entriesMax, verificationsMax, verificationsWaiting, lookEveryMs, idleLookMs, other);
    }
}
