package io.longshore.cli.command;

import java.io.Console;
import java.util.Optional;

/** Asks the user for a password. */
@FunctionalInterface
public interface PasswordPrompt {
    /** What was typed, unseen; empty where nobody can be asked. */
    Optional<String> ask(String question);

    /** On the process's own terminal. */
    static Optional<String> onConsole(String question) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("%s", question))
                .map(String::new)
                .filter(text -> !text.isEmpty());
    }
}
