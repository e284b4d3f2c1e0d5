package io.longshore.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.longshore.v1.Chunk;
import io.longshore.v1.Condition;
import io.longshore.v1.ErrorCode;
import io.longshore.v1.Operator;
import io.longshore.v1.Step;
import io.longshore.v1.TaskEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void numbersAreNumbersAndZeroIsThere() {
        assertThat(Json.write(
                        Step.newBuilder().setName("copy").setBytesDone(1L << 60).build()))
                .isEqualTo("{\"name\":\"copy\",\"attempt\":0,\"bytes_done\":1152921504606846976,\"bytes_skipped\":0}");
    }

    @Test
    void whatHasPresenceIsThereOnlyWhenItIsSet() {
        assertThat(Json.write(Chunk.newBuilder().setZeroRunBytes(5).build())).isEqualTo("{\"zero_run_bytes\":5}");
    }

    @Test
    void enumsListsAndMapsAreWrittenByTheirNames() {
        assertThat(Json.write(Condition.newBuilder()
                        .setField("name")
                        .setOp(Operator.OPERATOR_IN)
                        .addValues("a")
                        .addValues("b")
                        .build()))
                .isEqualTo("{\"field\":\"name\",\"op\":\"OPERATOR_IN\",\"values\":[\"a\",\"b\"]}");
        assertThat(Json.write(ErrorCode.newBuilder().putOpaque("k", "v").build()))
                .contains("\"opaque\":{\"k\":\"v\"}");
    }

    @Test
    void timesAndDurationsAreText() {
        var event = TaskEvent.newBuilder()
                .setTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(5_000_000))
                .setProgress(TaskEvent.Progress.newBuilder()
                        .setTimeLeft(Duration.newBuilder().setSeconds(3).setNanos(500_000_000)))
                .build();
        assertThat(Json.write(event))
                .contains("\"time\":\"2023-11-14T22:13:20.005Z\"")
                .contains("\"time_left\":\"3.500000000s\"");
    }

    @Test
    void textIsQuotedSoThatALineStaysALine() {
        assertThat(Json.write(Map.of("a", "x\"\\\n\t\u0001é"))).isEqualTo("{\"a\":\"x\\\"\\\\\\n\\t\\u0001é\"}");
        assertThat(Json.write(List.of())).isEqualTo("[]");
    }
}
