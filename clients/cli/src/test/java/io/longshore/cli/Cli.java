package io.longshore.cli;

import io.longshore.cli.command.Interruption;
import io.longshore.cli.command.PasswordPrompt;
import io.longshore.cli.command.Screen;
import io.longshore.cli.command.Shell;
import io.longshore.cli.fake.FakeServer;
import io.longshore.client.TimeLimits;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs commands as a user does, with a home of their own. */
final class Cli {
    private final Map<String, String> variables = new HashMap<>();
    private Duration patience = Duration.ofSeconds(20);
    private Screen screen = Screen.NONE;
    private PasswordPrompt passwords = _ -> Optional.empty();

    Cli(FakeServer server, Path home) {
        variables.put("HOME", home.toString());
        variables.put("LONGSHORE_SERVER", server.address());
        variables.put("LONGSHORE_USER", "admin");
        variables.put("LONGSHORE_PASSWORD", "secret");
    }

    /** What a command left. */
    record Ended(int exitCode, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }

        String lastLine() {
            return outLines().getLast();
        }
    }

    Cli with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    Cli without(String variable) {
        variables.remove(variable);
        return this;
    }

    Cli typing(String password) {
        passwords = _ -> Optional.of(password);
        return this;
    }

    Cli patient(Duration limit) {
        patience = limit;
        return this;
    }

    Cli on(Screen other) {
        screen = other;
        return this;
    }

    Ended run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var shell = new Shell(
                Map.copyOf(variables),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                screen,
                passwords,
                new TimeLimits(patience, Duration.ofSeconds(20)));
        int exitCode = Main.run(shell, new Interruption(shell.err()), arguments);
        return new Ended(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
