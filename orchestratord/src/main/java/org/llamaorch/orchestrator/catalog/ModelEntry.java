package org.llamaorch.orchestrator.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.CatalogModel;

/**
 * A model of the catalog: what was said of it, and what is known of it here. Immutable; a change is
 * a new entry.
 *
 * @param retireByMs when its engines must be gone, epoch milliseconds; null while it is active, or
 *     when they may take as long as their work does
 * @param createdMs when it was first described, epoch milliseconds
 * @param localPath its file on this machine, or the first of several; null when there is none
 * @param sizeBytes of all its files here; null when there are none
 * @param facts read from its file; null when that is not here or no GGUF
 * @param lastVerifiedMs when its files were last hashed, epoch milliseconds; null for never
 * @param verification what looking at them last found; null for never
 */
public record ModelEntry(
        ModelDescription description,
        Lifecycle lifecycle,
        @Nullable Long retireByMs,
        long createdMs,
        @Nullable String localPath,
        @Nullable Long sizeBytes,
        @Nullable ModelFacts facts,
        @Nullable Long lastVerifiedMs,
        @Nullable Verification verification) {

    /** One that was just described. */
    static ModelEntry described(ModelDescription description, long nowMs) {
        return new ModelEntry(
                description, Lifecycle.ACTIVE, null, nowMs, null, null, null, null, null);
    }

    public String id() {
        return description.id();
    }

    /** Its id and its aliases. */
    List<String> names() {
        List<String> names = new ArrayList<>(description.aliases());
        names.addFirst(description.id());
        return names;
    }

    /**
     * The same model described anew: what it is here and how it stands stays, but for a
     * verification of something else than it is now said to be.
     */
    ModelEntry described(ModelDescription now) {
        boolean same =
                Objects.equals(now.digest(), description.digest())
                        && Objects.equals(now.sourceUrl(), description.sourceUrl())
                        && now.manifests().equals(description.manifests());
        return new ModelEntry(
                now,
                lifecycle,
                retireByMs,
                createdMs,
                same ? localPath : null,
                same ? sizeBytes : null,
                same ? facts : null,
                same ? lastVerifiedMs : null,
                same ? verification : null);
    }

    ModelEntry in(Lifecycle state, @Nullable Long byMs) {
        return new ModelEntry(
                description,
                state,
                byMs,
                createdMs,
                localPath,
                sizeBytes,
                facts,
                lastVerifiedMs,
                verification);
    }

    ModelEntry located(LocalModel found) {
        return new ModelEntry(
                description,
                lifecycle,
                retireByMs,
                createdMs,
                found.path(),
                found.sizeBytes(),
                found.facts(),
                lastVerifiedMs,
                verification);
    }

    ModelEntry verified(Verification found, boolean hashed) {
        return new ModelEntry(
                description,
                lifecycle,
                retireByMs,
                createdMs,
                localPath,
                sizeBytes,
                facts,
                hashed ? (Long) found.atMs() : lastVerifiedMs,
                found);
    }

    /** What admission has to know of it. */
    CatalogModel forAdmission(TrustJudge judge) {
        Trust trust = judge.judge(description);
        Verification found = verification;
        return new CatalogModel(
                description.id(),
                description.aliases(),
                description.digest() == null ? null : description.digest().toString(),
                description.sourceUrl(),
                lifecycle == Lifecycle.RETIRED,
                found != null && found.result() == Verification.Result.FAIL
                        ? found.sentence()
                        : null,
                trust.refused(),
                trust.lacking());
    }
}
