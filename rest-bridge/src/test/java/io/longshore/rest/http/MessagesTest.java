package io.longshore.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.longshore.rest.zstack.v1.CleanUpTrashOnBackupStorageParams;
import io.longshore.rest.zstack.v1.CleanUpTrashOnBackupStorageResponse;
import io.longshore.rest.zstack.v1.ErrorBody;
import io.longshore.rest.zstack.v1.ErrorCode;
import io.longshore.rest.zstack.v1.ImageActionsResponse;
import io.longshore.rest.zstack.v1.ImageInventory;
import io.longshore.rest.zstack.v1.QueryImageResponse;
import io.longshore.rest.zstack.v1.QueryVolumeBackupResponse;
import io.longshore.rest.zstack.v1.VolumeBackupInventory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How messages are printed, and numbers read. */
class MessagesTest {
    private static String printed(com.google.protobuf.Message message) {
        return MessageWriter.write(message, Projection.ALL).toStringUtf8();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1_073_741_824L, 9_007_199_254_740_993L, Long.MAX_VALUE, Long.MIN_VALUE})
    void integersArePlainDigits(long size) {
        assertThat(printed(ImageInventory.newBuilder().setSize(size).build()))
                .isEqualTo("{\"size\":%d,\"backupStorageRefs\":[]}".formatted(size));
    }

    @Test
    void whatIsNotSetIsLeftOutAndListsAreThere() {
        assertThat(printed(ImageActionsResponse.getDefaultInstance())).isEqualTo("{}");
        assertThat(printed(QueryImageResponse.getDefaultInstance())).isEqualTo("{\"inventories\":[]}");
        assertThat(printed(ImageInventory.newBuilder()
                        .setDescription("")
                        .setSystem(false)
                        .build()))
                .isEqualTo("{\"description\":\"\",\"system\":false,\"backupStorageRefs\":[]}");
    }

    @Test
    void textsAreEscapedAsJsonAsks() {
        assertThat(printed(ErrorBody.newBuilder()
                        .setError(ErrorCode.newBuilder()
                                .setDetails("a \"b\"\n\u0001 ü <&=' \uD83D\uDE80")
                                .putOpaque("taskUuid", "t")
                                .setCause(ErrorCode.newBuilder().setCode("SYS.1000")))
                        .build()))
                .isEqualTo(
                        "{\"error\":{\"details\":\"a \\\"b\\\"\\n\\u0001 ü <&=' \uD83D\uDE80\",\"opaque\":{\"taskUuid\":\"t\"},"
                                + "\"cause\":{\"code\":\"SYS.1000\"}}}");
    }

    @Test
    void theSchemaNamesEnumsAndPassesOverWhatIsAbsent() {
        var answer = QueryVolumeBackupResponse.newBuilder()
                .addInventories(VolumeBackupInventory.newBuilder().setMode("full"))
                .addInventories(VolumeBackupInventory.getDefaultInstance())
                .build();
        assertThat(Schema.of(answer, Projection.ALL))
                .containsExactly(
                        Map.entry("inventories[0]", "org.zstack.header.storage.backup.VolumeBackupInventory"),
                        Map.entry("inventories[0].mode", "org.zstack.header.storage.backup.BackupMode"),
                        Map.entry("inventories[1]", "org.zstack.header.storage.backup.VolumeBackupInventory"));
        assertThat(Schema.of(CleanUpTrashOnBackupStorageResponse.getDefaultInstance(), Projection.ALL))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1073741824", "1.073741824E9", "1073741824.0", "1073741824.00e0", "10737418240e-1"})
    void anIntegerMayBeWrittenInManyWays(String written) {
        var body = JsonBody.read(ByteString.copyFromUtf8("{\"trashId\":%s}".formatted(written)));
        assertThat(trashId(body)).isEqualTo(1_073_741_824L);
        assertThat(trashId(JsonBody.read(ByteString.copyFromUtf8("{\"trashId\":\"%s\"}".formatted(written)))))
                .isEqualTo(1_073_741_824L);
    }

    private static Object trashId(JsonValue.JsonObject body) {
        return MessageReader.read(body, CleanUpTrashOnBackupStorageParams.getDefaultInstance())
                .build()
                .getAllFields()
                .values()
                .iterator()
                .next();
    }
}
