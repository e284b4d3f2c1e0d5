package io.longshore.cli.output;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Sizes, times and constants as people read them. */
public final class Words {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Words() {}

    /** {@code 1.24 GiB}: three digits at least, and no decimals for bytes. */
    public static String bytes(long bytes) {
        int unit = unit(bytes);
        return number(bytes, unit) + " " + UNITS[unit];
    }

    /** {@code 1.24 / 2.00 GiB}: both in the unit of the second. */
    public static String bytesOf(long done, long total) {
        int unit = unit(total);
        return number(done, unit) + " / " + number(total, unit) + " " + UNITS[unit];
    }

    /** {@code 412 MiB/s}. */
    public static String rate(long bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /** Bytes per second over a time; the time counts as a millisecond at least. */
    public static long perSecond(long bytes, Duration time) {
        return (long) (bytes * 1000.0 / Math.max(1, time.toMillis()));
    }

    /** {@code 4.9 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return Math.max(0, duration.toMillis()) + " ms";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** {@code 0:07}, {@code 3:20}, {@code 2:05:11}: for places where the width matters. */
    public static String clock(Duration duration) {
        long seconds = duration.toSeconds() + (duration.toMillisPart() >= 500 ? 1 : 0);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds % 3600 / 60, seconds % 60);
    }

    /** A moment in this machine's time zone; a dash where there is none. */
    public static String time(Timestamp time) {
        return time.equals(Timestamp.getDefaultInstance())
                ? "-"
                : TIME.withZone(ZoneId.systemDefault()).format(instant(time));
    }

    /** The time between two moments. */
    public static Duration between(Timestamp start, Timestamp end) {
        return Duration.between(instant(start), instant(end));
    }

    /** {@code ready} for {@code IMAGE_STATUS_READY}: what is left of a constant without its type's name. */
    public static String constant(Enum<?> constant) {
        // By the Java names, which are protobuf's: asking descriptors would load all of them.
        var type = constant.getDeclaringClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
        var prefix = type.toUpperCase(Locale.ROOT) + "_";
        var name = constant.name();
        return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }

    /** A text of someone else, with control characters shown instead of obeyed. */
    public static String printable(String text) {
        return text.codePoints()
                .collect(
                        StringBuilder::new,
                        (out, c) -> out.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c),
                        StringBuilder::append)
                .toString();
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static int unit(long bytes) {
        int unit = 0;
        // 999.5 of a unit would round to a fourth digit.
        for (double rest = bytes; rest >= 999.5 && unit < UNITS.length - 1; rest /= 1024) {
            unit++;
        }
        return unit;
    }

    private static String number(long bytes, int unit) {
        if (unit == 0) {
            return Long.toString(bytes);
        }
        double number = bytes / Math.pow(1024, unit);
        var format = number < 9.995 ? "%.2f" : number < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, number);
    }
}
