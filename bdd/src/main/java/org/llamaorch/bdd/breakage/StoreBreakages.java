package org.llamaorch.bdd.breakage;

import static org.llamaorch.bdd.breakage.Change.negates;
import static org.llamaorch.bdd.breakage.Change.omits;
import static org.llamaorch.bdd.breakage.Change.returns;
import static org.llamaorch.bdd.breakage.Change.returnsNothing;
import static org.llamaorch.bdd.breakage.Change.says;

import java.util.List;

/** What is kept, verified and deleted, and who is bound. */
final class StoreBreakages {

    static final List<Breakage> ALL =
            List.of(
                    new Breakage(
                            "malformed-digest-taken",
                            "B-CAT-003",
                            "Anything with a colon is a digest.",
                            "orchestrator.catalog.ContentDigest",
                            "wellFormed",
                            returns(true)),
                    new Breakage(
                            "verified-the-wrong-way",
                            "B-CAT-024",
                            "A file with the right digest fails its verification.",
                            "orchestrator.catalog.Verifier",
                            "verify",
                            negates("equals")),
                    new Breakage(
                            "deletes-outside-the-cache",
                            "B-CAT-041",
                            "Any file counts as inside the cache.",
                            "orchestrator.catalog.ModelFileRemoval",
                            "inside",
                            returns(true)),
                    new Breakage(
                            "retired-model-takes-tasks",
                            "B-CAT-035",
                            "A retired model is not told from an active one.",
                            "core.model.CatalogModel",
                            "retired",
                            returns(false)),
                    new Breakage(
                            "document-lost",
                            "B-ART-010",
                            "What was stored is not found.",
                            "orchestrator.artifact.ArtifactStore",
                            "read",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "old-spelling-unread",
                            "B-BG-004",
                            "The older spelling of the slots is not read.",
                            "orchestrator.registry.HandoffFile",
                            "slots",
                            says("slots", "slotz")),
                    new Breakage(
                            "unbound-late",
                            "B-BG-005",
                            "A replica whose file went stays bound.",
                            "orchestrator.registry.HandoffWatcher",
                            "leave",
                            returnsNothing()),
                    new Breakage(
                            "broken-file-told-again-and-again",
                            "B-BG-012",
                            "A broken file is reported at every look.",
                            "orchestrator.registry.HandoffWatcher",
                            "look",
                            omits("put")),
                    new Breakage(
                            "gpu-mask-unchecked",
                            "B-PM-007",
                            "GPUs that are not there are not missed.",
                            "poolmanager.gpu.GpuMask",
                            "refusal",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "health-is-enough",
                            "B-PM-001",
                            "An engine that cannot decode a token is given work.",
                            "engines.probe.Shown",
                            "problem",
                            returnsNothing()),
                    new Breakage(
                            "documents-take-the-reserve",
                            "B-ART-024",
                            "Documents are kept in the room that is kept for the journal.",
                            "orchestrator.journal.SqliteJournal",
                            "usesReserve",
                            returns(false)),
                    new Breakage(
                            "private-addresses-asked",
                            "B-SEC-007",
                            "Every address counts as one of the internet.",
                            "poolmanager.provision.fetch.PrivateAddresses",
                            "isPrivate",
                            returns(false)),
                    new Breakage(
                            "names-unsorted",
                            "B-ART-022",
                            "The canonical form keeps the names in the order in which they came.",
                            "orchestrator.http.json.CanonicalJson",
                            "compare",
                            returns(-1)),
                    new Breakage(
                            "download-starts-over",
                            "B-PM-005",
                            "What came of a file is fetched again.",
                            "poolmanager.provision.fetch.PartFile",
                            "usable",
                            returns(0L)));

    private StoreBreakages() {}
}
