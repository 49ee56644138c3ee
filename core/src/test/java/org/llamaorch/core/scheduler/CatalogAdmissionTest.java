package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.model.CatalogModel;

/** What the catalog means for admission and placement (ORCH-3031, ORCH-3097, B-CAT-035). */
final class CatalogAdmissionTest {

    private static final String GOOD = "sha256:" + "ab".repeat(32);
    private static final String OTHER = "sha256:" + "cd".repeat(32);

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 4));

    private static CatalogModel entry(String id, @Nullable String digest, @Nullable String source) {
        return new CatalogModel(
                id, List.of(id + "-alias"), digest, source, false, null, null, null);
    }

    private static CatalogModel retired(CatalogModel model) {
        return new CatalogModel(
                model.id(),
                model.aliases(),
                model.digest(),
                model.source(),
                true,
                null,
                null,
                null);
    }

    private void listed(CatalogModel... models) {
        desk.on(new Event.CatalogListed(List.of(models), 0));
    }

    @Test
    void anEntrysIdAliasSourceAndDigestAreNamesOfWhatAPoolServes() {
        Desk known =
                Desk.withPools(pool("a"))
                        .bind(replica("a", "r0", 4, true, 0, 0, "llama", GOOD, 4096, "0"));
        known.on(new Event.CatalogListed(List.of(entry("m", GOOD, "llama")), 0));

        known.admit(task("t1").model("m"));
        known.admit(task("t2").model("m-alias"));
        known.admit(task("t3").model(GOOD));
        known.admit(task("t4").model("llama"));
        assertThat(known.started()).containsExactly("t1", "t2", "t3", "t4");
    }

    @Test
    void aKnownModelThatNoPoolServesIsUnavailableAndAnUnknownNameIsNotFound() {
        listed(entry("m", GOOD, "hf:org/repo/m.gguf"));

        assertThat(desk.refused(task("t1").model("m")).code())
                .isEqualTo(ErrorCode.POOL_UNAVAILABLE);
        assertThat(desk.refused(task("t2").model("n")).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(desk.refused(task("t3").model(OTHER)).code())
                .isEqualTo(ErrorCode.POOL_UNAVAILABLE);
    }

    @Test
    void aRetiredModelTakesNoTasksByAnyOfItsNames() {
        listed(retired(entry("m", null, "llama")));

        for (String name : List.of("m", "m-alias", "llama")) {
            assertThat(desk.refused(task("t-" + name).model(name)).code())
                    .isEqualTo(ErrorCode.MODEL_DEPRECATED);
        }
        listed(entry("m", null, "llama"));
        desk.admit(task("again").model("m"));
    }

    @Test
    void aPoolsModelIsRetiredByItsDigestToo() {
        Desk known =
                Desk.withPools(pool("a"))
                        .bind(replica("a", "r0", 4, true, 0, 0, "llama", GOOD, 4096, "0"));
        known.on(new Event.CatalogListed(List.of(retired(entry("m", GOOD, null))), 0));

        assertThat(known.refused(task("t1").model("llama")).code())
                .isEqualTo(ErrorCode.MODEL_DEPRECATED);
    }

    @Test
    void aFailedVerificationAndATrustPolicyTakeAModelOut() {
        CatalogModel model = entry("m", null, "llama");
        listed(
                new CatalogModel(
                        "m", List.of(), null, "llama", false, "The file changed.", null, null));
        var refusedByFile = desk.refused(task("t1").model("m"));
        assertThat(refusedByFile.code()).isEqualTo(ErrorCode.UNTRUSTED_ARTIFACT);
        assertThat(refusedByFile.message()).isEqualTo("The file changed.");
        listed(
                new CatalogModel(
                        "m", List.of(), null, "llama", false, null, "It has no SBOM.", "no"));
        assertThat(desk.refused(task("t2").model("llama")).code())
                .isEqualTo(ErrorCode.UNTRUSTED_ARTIFACT);
        listed(model);
        desk.admit(task("t3").model("m"));
    }

    @Test
    void aReplicaWithOtherContentThanTheEntrySaysDoesNotServeIt() {
        Desk other =
                Desk.withPools(pool("a"))
                        .bind(replica("a", "r0", 4, true, 0, 0, "llama", OTHER, 4096, "0"));
        other.on(new Event.CatalogListed(List.of(entry("m", GOOD, "llama")), 0));

        assertThat(other.refused(task("t1").model("m")).code())
                .isEqualTo(ErrorCode.POOL_UNAVAILABLE);
    }

    @Test
    void whatWaitsForARetiredModelRunsUntilItsEnginesAreGoneAndThenHearsOfIt() {
        Desk busy = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));
        busy.admit(task("t1"));
        busy.admit(task("t2"));
        busy.admit(task("t3"));
        busy.on(new Event.CatalogListed(List.of(retired(entry("m", null, "llama"))), 0));
        busy.complete("t1");
        assertThat(busy.started()).containsExactly("t1", "t2");
        busy.complete("t2");
        busy.complete("t3");

        Desk gone = Desk.withPools(pool("a"));
        gone.admit(task("w"));
        gone.on(new Event.CatalogListed(List.of(retired(entry("m", null, "llama"))), 0));
        gone.pass(60_000);
        assertThat(gone.failure("w")).isEqualTo(ErrorCode.POOL_UNAVAILABLE);
    }

    @Test
    void whoDemandsTrustGetsWhatTheCatalogTrustsAndNothingElse() {
        assertThat(desk.refused(task("t1").trustedOnly()).code())
                .isEqualTo(ErrorCode.UNTRUSTED_ARTIFACT);
        assertThat(desk.refused(task("t2").model("unknown").trustedOnly()).code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        listed(
                new CatalogModel(
                        "m", List.of(), null, "llama", false, null, null, "It has no SBOM."));
        assertThat(desk.refused(task("t3").trustedOnly()).message()).startsWith("It has no SBOM.");
        desk.admit(task("t4"));
        listed(entry("m", null, "llama"));
        desk.admit(task("t5").trustedOnly());
        desk.admit(task("t6").model("m").trustedOnly());
    }
}
