package io.longshore.server.backup;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many backups are kept, by the rules of {@code restic forget}; {@code RetentionRule} in {@code longshore/v1/backup.proto} says what each count means.
 */
public record Retention(int last, int hourly, int daily, int weekly, int monthly, int yearly) {
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH xxx", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter WEEK = new DateTimeFormatterBuilder()
            .appendValue(IsoFields.WEEK_BASED_YEAR, 4)
            .appendLiteral("-W")
            .appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT);
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("uuuu", Locale.ROOT);

    /** Whether it keeps nothing at all. */
    public boolean keepsNothing() {
        return IntStream.of(last, hourly, daily, weekly, monthly, yearly).allMatch(count -> count <= 0);
    }

    /** One count: the newest of each period, as far as it goes. */
    private static final class Count {
        private final String name;
        private final DateTimeFormatter period;
        private String before = "";
        private int left;

        Count(String name, int count, DateTimeFormatter period) {
            this.name = name;
            this.left = count;
            this.period = period;
        }

        /** Tells the reasons if this one keeps the backup. The oldest of all is kept too while there are counts left. */
        void consider(ZonedDateTime time, boolean oldest, List<String> reasons) {
            var current = period.format(time);
            boolean first = !current.equals(before);
            if (left > 0 && (first || oldest)) {
                left--;
                before = current;
                reasons.add(name + " " + current + (first ? "" : " (the oldest)"));
            }
        }
    }

    /**
     * Why each backup is kept.
     *
     * @param times when the backups were made, the newest first
     * @return for each the reasons, such as {@code daily 2026-11-21}; none for those that are to go
     */
    List<List<String>> reasons(List<Instant> times, ZoneId zone) {
        var counts = List.of(
                new Count("hourly", hourly, HOUR),
                new Count("daily", daily, DAY),
                new Count("weekly", weekly, WEEK),
                new Count("monthly", monthly, MONTH),
                new Count("yearly", yearly, YEAR));
        var all = new ArrayList<List<String>>();
        for (var time : times) {
            var reasons = new ArrayList<String>();
            if (all.size() < last) {
                reasons.add("last " + (all.size() + 1));
            }
            boolean oldest = all.size() == times.size() - 1;
            counts.forEach(count -> count.consider(time.atZone(zone), oldest, reasons));
            all.add(List.copyOf(reasons));
        }
        return all;
    }
}
