package io.longshore.cli.output;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Sizes as people type them. */
public final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgtp]?)(i?b)?");
    private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4, "p", 5);

    private Sizes() {}

    /**
     * Bytes of {@code 10G}, {@code 512M}, {@code 1.5TiB}, {@code 4096}. Letters mean powers of 1024, with and without {@code iB};
     * {@code kB}, {@code MB}, {@code GB} and so on mean powers of 1000, as disks are sold.
     *
     * @throws IllegalArgumentException where the text has another form, or the size is too large for 63 bits
     */
    public static long parse(String text) {
        var matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || (matcher.group(2).isEmpty() && "ib".equals(matcher.group(3)))) {
            throw new IllegalArgumentException(
                    "size: " + text + " (expected: a number with a unit, such as 512M or 10GiB)");
        }
        int power = POWERS.getOrDefault(matcher.group(2), 0);
        var base = BigDecimal.valueOf("b".equals(matcher.group(3)) ? 1000 : 1024);
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(base.pow(power))
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("size: " + text + " (expected: less than 8EiB)", e);
        }
    }
}
