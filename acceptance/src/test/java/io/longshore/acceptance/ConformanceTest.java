package io.longshore.acceptance;

import io.longshore.conformance.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The bridge that the server has built in answers every row of the conformance table. */
final class ConformanceTest {
    @TempDir
    private static Path folder;

    private static Site site;

    @BeforeAll
    static void open() {
        site = Site.open(folder);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @TestFactory
    Stream<DynamicTest> theTable() throws IOException {
        return Conforming.table(site, Trust.standard(), site.server().http(), "java");
    }
}
