package io.longshore.server.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the server's packages, as docs/architecture.md draws them. */
@AnalyzeClasses(
        packages = {"io.longshore.server", "io.longshore.disk"},
        importOptions = DoNotIncludeTests.class)
final class LayeringTest {
    private static final String BASE = "io.longshore.server.";

    @ArchTest
    static final ArchRule arrowsPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.longshore..")
            .layer("app")
            .definedBy(BASE + "app..")
            .layer("rpc")
            .definedBy(BASE + "rpc..")
            .layer("catalog")
            .definedBy(BASE + "catalog..")
            .layer("image")
            .definedBy(BASE + "image..")
            .layer("backup")
            .definedBy(BASE + "backup..")
            .layer("storage")
            .definedBy(BASE + "storage..")
            .layer("account")
            .definedBy(BASE + "account..")
            .layer("content")
            .definedBy(BASE + "content..")
            .layer("task")
            .definedBy(BASE + "task..")
            .layer("transfer")
            .definedBy(BASE + "transfer..")
            .layer("driver")
            .definedBy(BASE + "driver..")
            .layer("format")
            .definedBy(BASE + "format..")
            .layer("disk")
            .definedBy("io.longshore.disk..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("rpc")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("image")
            .mayOnlyBeAccessedByLayers("app", "rpc", "catalog")
            .whereLayer("backup")
            .mayOnlyBeAccessedByLayers("app", "rpc", "catalog", "image")
            .whereLayer("account")
            .mayOnlyBeAccessedByLayers("app", "rpc", "catalog")
            .whereLayer("storage")
            .mayOnlyBeAccessedByLayers("app", "rpc", "catalog", "image", "backup", "content")
            .whereLayer("content")
            .mayOnlyBeAccessedByLayers("app", "rpc", "catalog", "image", "backup", "storage")
            .whereLayer("task")
            .mayOnlyBeAccessedByLayers("app", "rpc", "catalog", "image", "backup", "storage", "account", "content")
            .whereLayer("transfer")
            .mayOnlyBeAccessedByLayers("app", "rpc", "catalog", "image", "backup", "storage", "content", "task");

    @ArchTest
    static final ArchRule theDomainKnowsNoTransport = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "rpc..", BASE + "app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.longshore.v1..", "io.longshore.rest..", "com.google.rpc..");

    @ArchTest
    static final ArchRule onlyRpcAndDriversKnowProtobuf = noClasses()
            .that()
            .resideOutsideOfPackages(
                    BASE + "rpc..", BASE + "driver.zstore..", BASE + "driver.record..", BASE + "driver.ceph..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..");

    @ArchTest
    static final ArchRule onlyTheCatalogKnowsSql = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "catalog..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.jooq..", "org.flywaydb..", "com.zaxxer..", "org.sqlite..");

    @ArchTest
    static final ArchRule onlyItsStoreKnowsAClientsLibrary = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "driver.zstore.blob.s3..", BASE + "driver.zstore.blob.sftp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "org.apache.sshd..");

    @ArchTest
    static final ArchRule nobodyKeepsThingsWithItsThread =
            noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);
}
