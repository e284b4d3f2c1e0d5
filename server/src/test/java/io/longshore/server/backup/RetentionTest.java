package io.longshore.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static List<Instant> times(String... times) {
        return Stream.of(times)
                .map(Instant::parse)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private static List<List<String>> reasons(Retention keep, List<Instant> times) {
        return keep.reasons(times, ZoneOffset.UTC);
    }

    private static long kept(Retention keep, List<Instant> times) {
        return reasons(keep, times).stream().filter(why -> !why.isEmpty()).count();
    }

    @Test
    void keepsTheNewest() {
        var times = times("2026-11-18T01:00:00Z", "2026-11-19T01:00:00Z", "2026-11-20T01:00:00Z");

        assertThat(reasons(new Retention(2, 0, 0, 0, 0, 0), times))
                .containsExactly(List.of("last 1"), List.of("last 2"), List.of());
    }

    @Test
    void keepsTheNewestOfEachDayAndPassesOverDaysWithoutABackup() {
        var times = times(
                "2026-11-01T00:00:00Z",
                "2026-11-10T08:00:00Z",
                "2026-11-18T01:00:00Z",
                "2026-11-20T01:00:00Z",
                "2026-11-20T23:59:59Z");

        assertThat(reasons(new Retention(0, 0, 3, 0, 0, 0), times))
                .containsExactly(
                        List.of("daily 2026-11-20"),
                        List.of(),
                        List.of("daily 2026-11-18"),
                        List.of("daily 2026-11-10"),
                        List.of());
    }

    @Test
    void tellsEveryReason() {
        var times = times("2026-11-22T12:00:00Z");

        assertThat(reasons(new Retention(1, 1, 1, 1, 1, 1), times))
                .containsExactly(List.of(
                        "last 1",
                        "hourly 2026-11-22T12 +00:00",
                        "daily 2026-11-22",
                        "weekly 2026-W47",
                        "monthly 2026-11",
                        "yearly 2026"));
    }

    @Test
    void beginsWeeksOnMondayAndYearsOfWeeksAsTheStandardSays() {
        var times =
                times("2026-12-27T23:00:00Z", "2026-12-28T00:00:00Z", "2027-01-03T23:00:00Z", "2027-01-04T00:00:00Z");

        assertThat(reasons(new Retention(0, 0, 0, 3, 0, 0), times))
                .containsExactly(
                        List.of("weekly 2027-W01"), List.of("weekly 2026-W53"), List.of(), List.of("weekly 2026-W52"));
    }

    @Test
    void countsTheDaysOfTheZone() {
        var times = times("2026-11-20T22:30:00Z", "2026-11-20T23:30:00Z");
        var keep = new Retention(0, 0, 2, 0, 0, 0);

        assertThat(keep.reasons(times, ZoneId.of("Europe/Berlin")))
                .containsExactly(List.of("daily 2026-11-21"), List.of("daily 2026-11-20"));
        assertThat(kept(new Retention(0, 0, 1, 0, 0, 0), times)).isOne();
    }

    @Test
    void keepsTheTwoHoursThatAreOneOnTheClock() {
        var times = times("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"); // 02:30 summer time, 02:30 winter time

        assertThat(new Retention(0, 5, 0, 0, 0, 0).reasons(times, ZoneId.of("Europe/Berlin")))
                .containsExactly(List.of("hourly 2026-10-25T02 +01:00"), List.of("hourly 2026-10-25T02 +02:00"));
    }

    @Test
    void keepsTheOldestOfAllWhileACountIsNotUsedUp() {
        var times = times("2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z", "2026-11-20T03:00:00Z");

        assertThat(reasons(new Retention(0, 0, 2, 0, 0, 0), times))
                .containsExactly(List.of("daily 2026-11-20"), List.of(), List.of("daily 2026-11-20 (the oldest)"));
    }

    @Test
    void keepsTheSameWhenWhatItDoesNotKeepIsGone() {
        var keep = new Retention(2, 3, 4, 3, 2, 2);
        var times = IntStream.range(0, 2_000)
                .mapToObj(i -> Instant.parse("2026-11-20T01:00:00Z").minusSeconds(i * 5L * 3_600))
                .toList();
        var reasons = reasons(keep, times);
        var left = IntStream.range(0, times.size())
                .filter(i -> !reasons.get(i).isEmpty())
                .mapToObj(times::get)
                .toList();

        assertThat(left.size()).isBetween(6, 16);
        assertThat(kept(keep, left)).isEqualTo(left.size());
    }
}
