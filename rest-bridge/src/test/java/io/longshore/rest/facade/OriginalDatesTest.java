package io.longshore.rest.facade;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalDatesTest {
    private static final Instant MOMENT = Instant.parse("2017-11-14T22:20:57Z");
    private static final Timestamp STAMP =
            Timestamp.newBuilder().setSeconds(MOMENT.getEpochSecond()).build();

    private final OriginalDates dates = new OriginalDates(ZoneOffset.UTC);

    @Test
    void datesHaveThePlainBlankAndNoCommaOfTheOriginal() {
        assertThat(dates.print(STAMP)).isEqualTo("Nov 14, 2017 10:20:57 PM");
        assertThat(dates.print(Timestamp.newBuilder().setSeconds(1_767_225_600L).build()))
                .isEqualTo("Jan 1, 2026 12:00:00 AM");
    }

    @Test
    void datesAreInTheZoneOfTheServer() {
        assertThat(new OriginalDates(ZoneId.of("Asia/Shanghai")).print(STAMP)).isEqualTo("Nov 15, 2017 6:20:57 AM");
        assertThat(new OriginalDates(ZoneId.of("Asia/Shanghai")).parse("Nov 15, 2017 6:20:57 AM"))
                .contains(MOMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nov 14, 2017 10:20:57 PM",
                "Nov 14, 2017, 10:20:57 PM",
                "Nov 14, 2017, 10:20:57\u202fPM",
                " Nov 14, 2017 10:20:57 PM ",
                "2017-11-14 22:20:57",
                "2017-11-14 22:20:57.000",
                "2017-11-14T22:20:57Z",
                "2017-11-15T06:20:57+08:00"
            })
    void whatCallersSendIsRead(String text) {
        assertThat(dates.parse(text)).contains(MOMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "1510698057", "2017-11-14", "Nov 31, 2017 10:20:57"})
    void whatIsNoDateIsNone(String text) {
        assertThat(dates.parse(text)).isEmpty();
    }
}
