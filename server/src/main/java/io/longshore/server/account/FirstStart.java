package io.longshore.server.account;

import io.longshore.server.secret.PrivateFile;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Transactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the account {@code admin} when a server starts for the first time. Its password is given in the environment, or drawn at random and kept in a file that only
 * the server's own user can read.
 */
public final class FirstStart {
    /** The account's name. */
    public static final String ADMIN = "admin";

    /** The password itself. */
    public static final String PASSWORD_VARIABLE = "LONGSHORE_ADMIN_PASSWORD";

    /** A file whose first line is the password. */
    public static final String PASSWORD_FILE_VARIABLE = "LONGSHORE_ADMIN_PASSWORD_FILE";

    /** Where a password that was drawn is kept, in the data folder. */
    public static final String PASSWORD_FILE = "admin-password";

    /** 20 of these make 119 bits. None looks like another one. */
    private static final String LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 20;

    private final Accounts accounts;
    private final Transactions transactions;
    private final Passwords passwords;

    public FirstStart(Accounts accounts, Transactions transactions, Passwords passwords) {
        this.accounts = accounts;
        this.transactions = transactions;
        this.passwords = passwords;
    }

    /**
     * Makes the account unless it is there.
     *
     * @param generated hears a password that was drawn, once and for all
     * @throws IOException when the password file can't be read or written
     */
    public void prepare(Map<String, String> environment, Path dataFolder, Consumer<String> generated)
            throws IOException {
        if (accounts.find(Caller.ADMIN_ACCOUNT_UUID).isPresent()) {
            return;
        }
        var given = given(environment);
        var password = given.isPresent() ? given.get() : draw(dataFolder.resolve(PASSWORD_FILE));
        var kept = passwords.keep(Passwords.sha512(password));
        transactions.write(() -> accounts.insert(new Account(Caller.ADMIN_ACCOUNT_UUID, ADMIN, kept)));
        if (given.isEmpty()) {
            generated.accept(password);
        }
    }

    private static Optional<String> given(Map<String, String> environment) throws IOException {
        var password = environment.get(PASSWORD_VARIABLE);
        if (password != null && !password.isEmpty()) {
            return Optional.of(password);
        }
        var file = environment.get(PASSWORD_FILE_VARIABLE);
        return file == null || file.isEmpty() ? Optional.empty() : Optional.of(firstLine(Path.of(file)));
    }

    private static String firstLine(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        if (lines.isEmpty() || lines.getFirst().isEmpty()) {
            throw new IOException(
                    PASSWORD_FILE_VARIABLE + ": " + file + " is empty (expected: the password in its first line)");
        }
        return lines.getFirst();
    }

    /** Draws a password and keeps it. One that was kept before a crash, and told to nobody yet, is taken again. */
    private static String draw(Path file) throws IOException {
        if (Files.exists(file)) {
            return firstLine(file);
        }
        var password = new SecureRandom()
                .ints(LENGTH, 0, LETTERS.length())
                .collect(StringBuilder::new, (text, i) -> text.append(LETTERS.charAt(i)), StringBuilder::append)
                .toString();
        PrivateFile.write(file, password + "\n");
        return password;
    }
}
