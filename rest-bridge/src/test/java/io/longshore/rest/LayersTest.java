package io.longshore.rest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may know what in the bridge. */
@AnalyzeClasses(packages = "io.longshore.rest", importOptions = DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule httpKnowsNoOperationOfLongshore = noClasses()
            .that()
            .resideInAPackage("io.longshore.rest.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.longshore.v1..");

    @ArchTest
    static final ArchRule httpKnowsOfTheFacadesMessagesOnlyOptionsAndErrors = classes()
            .that()
            .resideInAPackage("io.longshore.rest.zstack.v1")
            .and()
            .haveNameNotMatching(
                    ".*\\.(OptionsProto|Api|Rule|ParamsRule|SchemaClasses|ErrorBody|ErrorCode|GetApiJobRequest|JobApiService\\w*)(OrBuilder)?(\\$.*)?")
            .should()
            .onlyHaveDependentClassesThat()
            .resideOutsideOfPackage("io.longshore.rest.http..");

    @ArchTest
    static final ArchRule theFacadeKnowsNoHttp = noClasses()
            .that()
            .resideInAPackage("io.longshore.rest.facade..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.longshore.rest.http..", "com.linecorp..", "tools.jackson..");
}
