package io.longshore.rest.facade;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dates as the original prints them: {@code Nov 14, 2017 10:20:57 PM}, in the server's zone, which is not shown. The pattern is
 * explicit, as the default of each JDK differs.
 */
public final class OriginalDates {
    private static final DateTimeFormatter PRINTED = pattern("MMM d, yyyy h:mm:ss a");

    /** What callers send beside it: the default of later JDKs, and the form of SQL. */
    private static final List<DateTimeFormatter> READ =
            List.of(PRINTED, pattern("MMM d, yyyy, h:mm:ss a"), pattern("yyyy-MM-dd HH:mm:ss[.SSS]"));

    private final ZoneId zone;

    /** Dates in the given zone. */
    public OriginalDates(ZoneId zone) {
        this.zone = zone;
    }

    /** The date as the original prints it. */
    String print(Timestamp time) {
        return PRINTED.format(instant(time).atZone(zone));
    }

    /** The moment that a caller's date names, or nothing where it is none. RFC 3339 is taken too. */
    Optional<Instant> parse(String text) {
        var plain = text.replace('\u202f', ' ').trim();
        try {
            return Optional.of(OffsetDateTime.parse(plain).toInstant());
        } catch (DateTimeParseException _) {
            return READ.stream()
                    .flatMap(format -> local(plain, format).stream())
                    .map(local -> local.atZone(zone).toInstant())
                    .findFirst();
        }
    }

    private static Optional<LocalDateTime> local(String text, DateTimeFormatter format) {
        try {
            return Optional.of(LocalDateTime.parse(text, format));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static DateTimeFormatter pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US);
    }
}
