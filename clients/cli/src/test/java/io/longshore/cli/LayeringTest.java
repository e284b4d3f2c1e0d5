package io.longshore.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The command line is the client library's first user: whatever it does, a program of anyone's can do. */
@AnalyzeClasses(packages = "io.longshore.cli", importOptions = DoNotIncludeTests.class)
final class LayeringTest {
    @ArchTest
    static final ArchRule usesTheClientLibraryAndNothingBelowIt = noClasses()
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                            "io.grpc..", "io.longshore.disk..", "io.longshore.server..", "com.google.rpc..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(JavaClass.Predicates.belongTo(
                            JavaClass.Predicates.equivalentTo(io.grpc.Status.Code.class)))));
}
