package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest extends CommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "storage", "image", "backup", "task", "trash"})
    void aCommandWithoutItsOwnCommandShowsWhatThereIs(String group) {
        var shown = group.isEmpty() ? cli.run() : cli.run(group);
        assertThat(shown.exitCode()).isEqualTo(2);
        assertThat(shown.err()).contains("Usage: longshore").contains("Commands:");
    }

    @Test
    void helpListsTheExitCodes() {
        var help = cli.run("image", "migrate", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("Usage: longshore image migrate")
                .contains("--from=STORAGE")
                .contains("Exit codes:")
                .contains("7     The task was cancelled.");
    }

    @Test
    void aMissingOptionIsToldInALine() {
        var wrong = cli.run("image", "migrate", "x", "--from", "a");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err().lines())
                .containsExactly(
                        "longshore: Missing required option: '--to=STORAGE'",
                        "  longshore image migrate --help shows how it is used");
    }

    @Test
    void anUnknownCommandSuggestsTheNearest() {
        var wrong = cli.run("image", "migrat");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("migrate");
    }

    @Test
    void anAddressOfAnUnknownFormIsRefused() {
        var wrong = cli.run("storage", "list", "--server", "no:such:address");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("expected: HOST:PORT");
    }
}
