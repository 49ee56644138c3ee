package org.llamaorch.bdd.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.llamaorch.bdd.breakage.Breakage;
import org.llamaorch.bdd.breakage.BreakageTable;
import org.llamaorch.bdd.survey.Behaviour;
import org.llamaorch.bdd.survey.Requirement;
import org.llamaorch.bdd.survey.SourceTree;

class SuiteDocumentTest {

    private final SuiteFacts facts = SuiteFacts.of(SourceTree.find());

    @Test
    @Tag("ORCH-3044")
    void whatIsKeptIsWhatWouldBeWritten() {
        for (SuiteDocument document : SuiteDocument.all(facts)) {
            assertThat(facts.tree().read(document.path()))
                    .as("%s; './llama-orch regen' writes it", document.path())
                    .isEqualTo(document.text(facts));
        }
    }

    @Test
    void everyRequirementThatIsShownIsCarriedByAPackage() {
        List<String> carried =
                facts.modules().stream()
                        .flatMap(module -> module.packages().stream())
                        .flatMap(each -> each.requirements().stream())
                        .toList();
        assertThat(carried)
                .as("'Requirements: …' in a package-info")
                .containsAll(
                        facts.requirements().stream()
                                .filter(facts::isTraced)
                                .map(Requirement::id)
                                .toList());
        assertThat(facts.requirements().stream().map(Requirement::id)).containsAll(carried);
    }

    @Test
    void everyModuleAndPackageSaysWhatItIs() {
        assertThat(facts.modules())
                .hasSizeGreaterThan(7)
                .allSatisfy(module -> {
                    assertThat(module.description()).as(module.name()).isNotBlank();
                    assertThat(module.packages()).as(module.name()).isNotEmpty();
                    assertThat(module.packages())
                            .allSatisfy(each ->
                                    assertThat(each.summary())
                                            .as(each.name())
                                            .matches(".{20,}[.]"));
                });
    }

    @Test
    void theTableOfBreakagesTellsOfEveryOne() {
        assertThat(facts.tree().read(BreakageTable.PATH))
                .as("'./llama-orch bdd --breakages' writes it")
                .isEqualTo(facts.breakages().text());
    }

    @Test
    void breakagesHaveNamesOfTheirOwnAndBreakABehaviour() {
        List<String> names = Breakage.all().stream().map(Breakage::name).toList();
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(40);
        assertThat(Breakage.all().stream().map(Breakage::behaviour))
                .isSubsetOf(facts.behaviours().stream().map(Behaviour::id).toList());
    }
}
