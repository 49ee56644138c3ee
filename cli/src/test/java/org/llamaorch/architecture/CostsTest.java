package org.llamaorch.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.MessageDigest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.llamaorch.orchestrator.loop.LifeClock;

/** What code may cost, or may tell by its cost, as far as its calls show it. */
class CostsTest {

    private static final String TOKEN_PATH =
            "org\\.llamaorch\\.orchestrator\\.stream\\."
                    + "(TaskStream|FrameLog|StreamWord|AttemptSink|History|Segment|Block|BlockChain|TokenFrame|TextDigest"
                    + "|EventStreamListener|ListenerSet|FrameCursor)";

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.llamaorch.orchestrator");
    }

    /** Where tokens pass, nothing is logged, parsed or handed to metrics: fields are counted. */
    @Test
    @Tag("B-OBS-013")
    void nothingOnTheTokenPathCostsMoreThanACounter() {
        assertThat(classes.stream().filter(type -> type.getName().matches(TOKEN_PATH)))
                .as("the classes that tokens pass")
                .hasSize(13);
        noClasses()
                .that()
                .haveNameMatching(TOKEN_PATH)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "io.prometheus..",
                                "org.slf4j..",
                                "ch.qos.logback..",
                                "tools.jackson..",
                                "java.util.regex..",
                                "org.llamaorch.orchestrator.observe.."))
                .check(classes);
    }

    /** A wall clock that is set back would revive keys and extend deadlines. */
    @Test
    @Tag("B-DL-006")
    void theWallClockIsAskedInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(LifeClock.class.getName())
                .should()
                .accessTargetWhere(
                        target(owner(type(System.class))).and(target(name("currentTimeMillis"))))
                .check(classes);
    }

    @Test
    @Tag("B-CP-053")
    void keysAreComparedInConstantTime() {
        JavaMethod matches =
                classes.get("org.llamaorch.orchestrator.http.auth.ApiKey")
                        .getMethod("matches", byte[].class);
        assertThat(matches.getMethodCallsFromSelf())
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.getTargetOwner().isEquivalentTo(MessageDigest.class)).isTrue();
                    assertThat(call.getName()).isEqualTo("isEqual");
                });
    }
}
