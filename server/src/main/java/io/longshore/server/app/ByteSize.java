package io.longshore.server.app;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 64MiB}, {@code 1GiB}, {@code 4096}. Units are powers of 1024, with or without the {@code i} and the {@code B}. */
final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30, "t", 40);

    private ByteSize() {}

    /** The size in bytes; {@link IllegalArgumentException} for any other text. */
    static long parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(text + " (expected: a size such as 64MiB)");
        }
        var unit = match.group(2) == null ? "" : match.group(2).toLowerCase(Locale.ROOT);
        return Math.multiplyExact(Long.parseLong(match.group(1)), 1L << SHIFTS.getOrDefault(unit, 0));
    }
}
