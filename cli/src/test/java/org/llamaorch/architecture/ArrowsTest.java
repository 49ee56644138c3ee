package org.llamaorch.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between modules go one way, and the rules stay free of I/O, threads and clocks. */
class ArrowsTest {

    private static final String CONTRACTS = "org.llamaorch.contracts..";
    private static final String CORE = "org.llamaorch.core..";
    private static final String ENGINES = "org.llamaorch.engines..";
    private static final String POOL_MANAGER = "org.llamaorch.poolmanager..";
    private static final String ORCHESTRATOR = "org.llamaorch.orchestrator..";
    private static final String CLI = "org.llamaorch.cli..";

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.llamaorch");
    }

    @Test
    void seesAllModules() {
        for (String name :
                new String[] {
                    "org.llamaorch.contracts.ErrorCode",
                    "org.llamaorch.core.scheduler.Scheduler",
                    "org.llamaorch.engines.TokenSink",
                    "org.llamaorch.poolmanager.PoolSupervision",
                    "org.llamaorch.orchestrator.daemon.Daemon",
                    "org.llamaorch.cli.Main"
                }) {
            classes.get(name);
        }
    }

    @Test
    void contractsKnowNobody() {
        knowsOnly(CONTRACTS, CONTRACTS);
    }

    @Test
    void coreKnowsTheContracts() {
        knowsOnly(CORE, CONTRACTS, CORE);
    }

    @Test
    void enginesKnowTheCore() {
        knowsOnly(ENGINES, CONTRACTS, CORE, ENGINES);
    }

    @Test
    void thePoolManagerKnowsTheCore() {
        knowsOnly(POOL_MANAGER, CONTRACTS, CORE, POOL_MANAGER);
    }

    @Test
    void theOrchestratorDoesNotKnowTheCommands() {
        noClasses()
                .that()
                .resideInAPackage(ORCHESTRATOR)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CLI)
                .check(classes);
    }

    @Test
    void coreHasNoInputOutputAndNoThreads() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "java.io..",
                                        "java.net.http..",
                                        "java.nio.channels..",
                                        "java.nio.file..",
                                        "java.sql..",
                                        "java.util.concurrent..",
                                        "org.slf4j..",
                                        "io.vertx..",
                                        "tools.jackson..")
                                .or(
                                        resideInAPackage("java.net")
                                                .and(
                                                        not(
                                                                belongToAnyOf(
                                                                        URI.class,
                                                                        URISyntaxException.class,
                                                                        URLEncoder.class,
                                                                        URLDecoder.class))))
                                .or(JavaClass.Predicates.assignableTo(Thread.class)))
                .check(classes);
    }

    @Test
    void coreHasNoClock() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethodWhere(
                        target(owner(JavaClass.Predicates.type(Instant.class)))
                                .and(target(nameMatching("now"))))
                .orShould()
                .callMethodWhere(
                        target(owner(JavaClass.Predicates.type(LocalDateTime.class)))
                                .and(target(nameMatching("now"))))
                .orShould()
                .callMethodWhere(
                        target(owner(JavaClass.Predicates.type(ZonedDateTime.class)))
                                .and(target(nameMatching("now"))))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.time.chrono..")
                .check(classes);
    }

    @Test
    void onlyTheTokenPathAndHttpTouchSockets() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.llamaorch.orchestrator.config..",
                        "org.llamaorch.orchestrator.journal..",
                        "org.llamaorch.orchestrator.loop..",
                        "org.llamaorch.orchestrator.artifact..",
                        "org.llamaorch.orchestrator.catalog..",
                        "org.llamaorch.orchestrator.observe..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(classes);
    }

    @Test
    void onlyTheJournalKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.llamaorch.orchestrator.journal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(classes);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        for (String module : new String[] {"core", "engines", "poolmanager", "orchestrator"}) {
            slices().matching("org.llamaorch." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(classes);
        }
    }

    @Test
    void namesSayWhatTheyAre() {
        noClasses()
                .that()
                .resideInAPackage("org.llamaorch..")
                .should()
                .haveNameMatching(".*(Manager|Util|Utils|Helper|Impl)")
                .check(classes);
    }

    private static void knowsOnly(String who, String... whom) {
        classes()
                .that()
                .resideInAPackage(who)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(whom)
                                .or(JavaClass.Predicates.resideOutsideOfPackage("org.llamaorch..")))
                .check(classes);
    }
}
