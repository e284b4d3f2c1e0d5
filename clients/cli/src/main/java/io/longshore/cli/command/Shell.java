package io.longshore.cli.command;

import io.longshore.client.TimeLimits;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command finds around it; tests make their own.
 *
 * @param variables the environment's variables
 * @param out standard output: results alone
 * @param err standard error: progress, notes and errors
 * @param screen what is known of the terminal
 * @param passwords asks for a password
 * @param patience how long servers are waited for
 */
public record Shell(
        Map<String, String> variables,
        PrintStream out,
        PrintStream err,
        Screen screen,
        PasswordPrompt passwords,
        TimeLimits patience) {
    /** This process's own. Output is UTF-8 whatever the locale: JSON has no other encoding. */
    public static Shell ofProcess() {
        var variables = System.getenv();
        return new Shell(
                variables,
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                new NativeScreen(variables),
                PasswordPrompt::onConsole,
                TimeLimits.STANDARD);
    }

    /** A variable, empty where it is not set. */
    public String variable(String name) {
        return variables.getOrDefault(name, "");
    }
}
