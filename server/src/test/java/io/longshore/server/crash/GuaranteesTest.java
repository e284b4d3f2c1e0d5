package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/guarantees.md} promises nothing that no test holds. */
class GuaranteesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    @Test
    void eachPromiseNamesATestThatExists() throws IOException {
        var promises = Files.readAllLines(ROOT.resolve("docs/guarantees.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| promise"))
                .toList();
        assertThat(promises).hasSizeGreaterThan(20);
        for (var promise : promises) {
            var named = TEST.matcher(promise.substring(promise.indexOf(" | ")))
                    .results()
                    .toList();
            assertThat(named).as(promise).isNotEmpty();
            for (var test : named) {
                assertThat(sources(test.group(1)))
                        .as("%s in: %s", test.group(), promise)
                        .anyMatch(source -> source.contains(" void " + test.group(2) + "("));
            }
        }
    }

    /** The text of each test class of this name: more than one module may have one. */
    private static List<String> sources(String name) throws IOException {
        try (var files = Files.find(
                ROOT,
                14,
                (path, _) -> path.endsWith(name + ".java") && path.toString().contains("/src/test/"))) {
            return files.map(GuaranteesTest::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
