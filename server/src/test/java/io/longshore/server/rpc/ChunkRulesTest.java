package io.longshore.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.longshore.v1.Chunk;
import io.longshore.v1.WriteRequest;
import io.longshore.v1.WriteStart;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short cut for chunks says what the validator says. */
final class ChunkRulesTest {
    private final ValidationInterceptor validation = new ValidationInterceptor(List.of());

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "1048576,true", "2097152,true", "2097153,false"})
    void dataHasOneByteToTwoMebibytes(int length, boolean kept) {
        var chunk = WriteRequest.newBuilder()
                .setChunk(Chunk.newBuilder().setData(ByteString.copyFrom(new byte[length])))
                .build();
        assertThat(ChunkRules.keeps(chunk)).isEqualTo(kept);
        assertThat(validatorKeeps(chunk)).isEqualTo(kept);
        if (!kept) {
            assertThatThrownBy(() -> validation.check(chunk)).hasMessageContaining("chunk.data");
        }
    }

    @Test
    void allElseIsForTheValidator() {
        var zeros = WriteRequest.newBuilder()
                .setChunk(Chunk.newBuilder().setZeroRunBytes(5))
                .build();
        assertThat(ChunkRules.keeps(zeros)).isFalse();
        assertThatCode(() -> validation.check(zeros)).doesNotThrowAnyException();
        assertThatThrownBy(() -> validation.check(WriteRequest.getDefaultInstance()))
                .hasMessageContaining("part");
        var start = WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadUuid("x"))
                .build();
        assertThatThrownBy(() -> validation.check(start)).hasMessageContaining("start.upload_uuid");
    }

    private static boolean validatorKeeps(Message message) {
        try {
            return build.buf.protovalidate.ValidatorFactory.newBuilder()
                    .build()
                    .validate(message)
                    .isSuccess();
        } catch (build.buf.protovalidate.exceptions.ValidationException e) {
            throw new AssertionError(e);
        }
    }
}
