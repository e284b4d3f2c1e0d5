package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java library's example, as its README has it run. */
final class JavaExampleTest {
    @TempDir
    private Path folder;

    @Test
    void addsAnImageMigratesItAndPrintsTheReceipt() {
        var disk = DiskFiles.random(folder.resolve("disk"), 64 * DiskFiles.MIB, 23);
        try (var site = Site.open(folder)) {
            var example = Path.of("../clients/java/examples/MigrateImage.java").toString();
            var ended = Program.run(
                            Map.of("LONGSHORE_DATA", site.server().data().toString()),
                            Program.java(List.of(), example, List.of(disk.toString(), "a", "b")))
                    .ok();
            assertThat(ended.out())
                    .contains("upload", "copy", "verify", "67,108,864 of 67,108,864 bytes")
                    .contains("verification: VERIFICATION_READ_BACK");
        }
    }
}
