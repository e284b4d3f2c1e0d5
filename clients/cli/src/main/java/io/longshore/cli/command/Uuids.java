package io.longshore.cli.command;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Uuids as the server writes them: 32 lower-case hex digits. */
public final class Uuids {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}");

    private Uuids() {}

    /** A random one. */
    public static String random() {
        return compact(UUID.randomUUID());
    }

    static String compact(UUID uuid) {
        return uuid.toString().replace("-", "");
    }

    /** The uuid that a text is, in any case and with dashes or without; empty where it is something else. */
    public static Optional<String> read(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return FORM.matcher(lower).matches() ? Optional.of(lower.replace("-", "")) : Optional.empty();
    }

    /**
     * The uuid that a text is.
     *
     * @throws CommandFailure where it is something else
     */
    public static String require(String what, String text) {
        return read(text)
                .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, what + ": " + text + " (expected: a uuid)"));
    }
}
