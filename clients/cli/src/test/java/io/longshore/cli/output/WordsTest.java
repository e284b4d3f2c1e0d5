package io.longshore.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.v1.ImageMediaType;
import io.longshore.v1.ImageStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 0.98 KiB",
        "1024, 1.00 KiB",
        "1048576, 1.00 MiB",
        "10485760, 10.0 MiB",
        "1072693248, 1.00 GiB",
        "1073741824, 1.00 GiB",
        "1099511627776, 1.00 TiB",
        "9223372036854775807, 8.00 EiB"
    })
    void sizesHaveThreeDigits(long bytes, String text) {
        assertThat(Words.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "10G, 10737418240",
        "512M, 536870912",
        "1TiB, 1099511627776",
        "1.5 GiB, 1610612736",
        "2gb, 2000000000",
        "7b, 7",
        "1k, 1024"
    })
    void typedSizesAreRead(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "-1G", "1X", "1 G B", "9999999P", "5ib"})
    void otherSizesAreRefused(String text) {
        assertThatThrownBy(() -> Sizes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void constantsLoseTheirTypesName() {
        assertThat(Words.constant(ImageStatus.IMAGE_STATUS_READY)).isEqualTo("ready");
        assertThat(Words.constant(ImageMediaType.IMAGE_MEDIA_TYPE_ROOT_VOLUME_TEMPLATE))
                .isEqualTo("root volume template");
    }

    @Test
    void durationsAreAsLongAsTheyNeed() {
        assertThat(Words.duration(Duration.ofMillis(12))).isEqualTo("12 ms");
        assertThat(Words.duration(Duration.ofMillis(4_900))).isEqualTo("4.9 s");
        assertThat(Words.duration(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
        assertThat(Words.clock(Duration.ofSeconds(7_511))).isEqualTo("2:05:11");
    }

    @Test
    void namesCantCommandTheTerminal() {
        assertThat(Words.printable("a\033[2Jb\n")).isEqualTo("a\uFFFD[2Jb\uFFFD");
    }
}
