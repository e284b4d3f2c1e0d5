package io.longshore.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void linesAreDrawnInPlaceOfThoseBefore() {
        try (var board = new Board(err, () -> 10)) {
            board.draw(List.of("one", "two"));
            board.draw(List.of("a line that is too long"));
            board.note("said");
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("one\033[K\ntwo\033[K\n\r\033[J"
                        + "\033[2Aa line th\033[K\n\r\033[J"
                        + "\033[1A\r\033[J  said\n"
                        + "a line th\033[K\n\r\033[J"
                        + "\033[1A\r\033[J");
    }
}
