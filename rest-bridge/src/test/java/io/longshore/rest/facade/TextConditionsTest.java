package io.longshore.rest.facade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextConditionsTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void patternsMatchWhatTheirRegularExpressionsMatch(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var text = letters(random, "abA", 8);
            var pattern = letters(random, "ab%_", 6);
            var regex = Pattern.compile(pattern.replace("%", ".*").replace("_", "."), Pattern.CASE_INSENSITIVE);
            assertThat(TextConditions.like(text, pattern))
                    .as("%s like %s", text, pattern)
                    .isEqualTo(regex.matcher(text).matches());
        }
    }

    @Test
    void aPatternOfManyAnysIsDecidedAtOnce() {
        assertThat(TextConditions.like("a".repeat(5_000), "%a".repeat(1_000) + "b"))
                .isFalse();
    }

    private static String letters(Random random, String of, int longest) {
        var text = new StringBuilder();
        random.ints(random.nextInt(longest + 1), 0, of.length()).forEach(i -> text.append(of.charAt(i)));
        return text.toString();
    }
}
