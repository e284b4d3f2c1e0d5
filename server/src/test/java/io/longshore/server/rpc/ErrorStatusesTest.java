package io.longshore.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.v1.ErrorCode;
import io.longshore.v1.ErrorReason;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorStatusesTest {
    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonIsToldWithItsNameTheOriginalsNumberAndEachDetailOnce(Reason reason) {
        var status = packed(new FailureException(reason, "what: 5 (expected: 4)", Map.of("imageUuid", "ab")));
        assertThat(status.getCode())
                .isEqualTo(ErrorTable.codeOf(reason).value())
                .isNotZero();
        assertThat(status.getMessage()).isEqualTo("what: 5 (expected: 4)");
        assertThat(status.getDetailsList()).extracting(Any::getTypeUrl).doesNotHaveDuplicates();
        var info = detail(status, ErrorInfo.class).orElseThrow();
        assertThat(info.getReason()).isEqualTo(reason.name());
        assertThat(info.getDomain()).isEqualTo("longshore.io");
        assertThat(info.getMetadataMap()).containsExactlyEntriesOf(Map.of("imageUuid", "ab"));
        var error = detail(status, ErrorCode.class).orElseThrow();
        assertThat(error.getCode()).matches("(SYS|ID|IMG|BS|LONG_JOB)\\.1\\d{3}");
        assertThat(error.getDescription()).isNotBlank();
        assertThat(error.getDetails()).isEqualTo("what: 5 (expected: 4)");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void detailsFitTheCode(Reason reason) {
        var status = packed(new FailureException(reason, "text", Map.of("imageUuid", "ab")));
        var code = ErrorTable.codeOf(reason);
        assertThat(detail(status, PreconditionFailure.class).isPresent()).isEqualTo(code == Code.FAILED_PRECONDITION);
        assertThat(detail(status, QuotaFailure.class).isPresent()).isEqualTo(code == Code.RESOURCE_EXHAUSTED);
        assertThat(detail(status, ResourceInfo.class).isPresent())
                .isEqualTo(
                        code == Code.NOT_FOUND || (code == Code.ALREADY_EXISTS && reason != Reason.REQUEST_ID_REUSED));
        assertThat(detail(status, RetryInfo.class).isPresent())
                .isEqualTo(code == Code.UNAVAILABLE || (code == Code.ABORTED && reason != Reason.UPLOAD_TAKEN_OVER));
    }

    /** The pairs that the original's callers look for; the contract's comments name the codes. */
    @ParameterizedTest
    @CsvSource({
        "IMAGE_NOT_FOUND, NOT_FOUND, SYS.1003",
        "INVALID_ARGUMENT, INVALID_ARGUMENT, SYS.1007",
        "IMAGE_NOT_DELETED, FAILED_PRECONDITION, SYS.1006",
        "IMAGE_BUSY, ABORTED, SYS.1006",
        "WRONG_CREDENTIALS, UNAUTHENTICATED, ID.1000",
        "UNAUTHENTICATED, UNAUTHENTICATED, ID.1001",
        "PERMISSION_DENIED, PERMISSION_DENIED, ID.1002",
        "TOO_MANY_SESSIONS, RESOURCE_EXHAUSTED, ID.1006",
        "STORAGE_FULL, RESOURCE_EXHAUSTED, BS.1003",
        "DIGEST_MISMATCH, DATA_LOSS, SYS.1016",
        "TASK_CANCELED, CANCELLED, LONG_JOB.1000",
        "UNAVAILABLE, UNAVAILABLE, SYS.1012",
        "INTERNAL, INTERNAL, SYS.1000",
    })
    void knownPairsStay(Reason reason, Code code, String original) {
        var status = packed(new FailureException(reason, "text"));
        assertThat(status.getCode()).isEqualTo(code.value());
        assertThat(detail(status, ErrorCode.class).orElseThrow().getCode()).isEqualTo(original);
    }

    @Test
    void theContractListsEveryReason() {
        var told = Arrays.stream(ErrorReason.values())
                .map(Enum::name)
                .filter(name -> !name.equals("UNRECOGNIZED") && !name.equals("ERROR_REASON_UNSPECIFIED"));
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    @Test
    void causesAreTold() {
        var cause = new FailureException(Reason.STORAGE_ERROR, "the disk is gone");
        var status = packed(new FailureException(Reason.STORAGE_DISCONNECTED, "a does not answer", Map.of(), cause));
        var error = detail(status, ErrorCode.class).orElseThrow();
        assertThat(error.getCause().getDetails()).isEqualTo("the disk is gone");
        assertThat(error.getCause().hasCause()).isFalse();
    }

    @Test
    void longChainsLoseTheirFarEndFirst() {
        var status = packed(chain(12, 700));
        assertThat(status.getSerializedSize()).isLessThanOrEqualTo(ErrorStatuses.MAX_BYTES);
        var error = detail(status, ErrorCode.class).orElseThrow();
        assertThat(error.getDetails()).startsWith("0:").hasSize(700);
        assertThat(error.getCause().getDetails()).startsWith("1:").hasSize(700);
        assertThat(detail(status, ErrorInfo.class).orElseThrow().getMetadataMap())
                .containsEntry("truncated", "true");
    }

    /** A chain of 1 MiB, in letters of one to four bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "ä", "界", "😀"})
    void theLongestFailureFits(String letter) {
        var longest = new FailureException(
                Reason.DIGEST_MISMATCH,
                letter.repeat(4096),
                Map.of("expected", letter.repeat(2000), "imageUuid", "ab"),
                chain(16, 65_536));
        var status = packed(longest);
        assertThat(status.getSerializedSize()).isLessThanOrEqualTo(ErrorStatuses.MAX_BYTES);
        assertThat(status.getCode()).isEqualTo(Code.DATA_LOSS.value());
        var info = detail(status, ErrorInfo.class).orElseThrow();
        assertThat(info.getReason()).isEqualTo("DIGEST_MISMATCH");
        assertThat(info.getMetadataMap()).containsEntry("truncated", "true");
        assertThat(detail(status, ErrorCode.class).orElseThrow().getDetails()).contains("…");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyFailureFits(long seed) {
        var random = new Random(seed);
        for (var i = 0; i < 50; i++) {
            var reasons = Reason.values();
            var reason = reasons[random.nextInt(reasons.length)];
            var metadata = IntStream.range(0, random.nextInt(20))
                    .boxed()
                    .collect(java.util.stream.Collectors.toMap(n -> "key" + n, _ -> text(random, 3000)));
            var failure = new FailureException(
                    reason,
                    text(random, 5000),
                    metadata,
                    random.nextBoolean() ? null : chain(random.nextInt(20) + 1, 500));
            var status = packed(failure);
            assertThat(status.getSerializedSize()).isLessThanOrEqualTo(ErrorStatuses.MAX_BYTES);
            assertThat(status.getDetailsList()).extracting(Any::getTypeUrl).doesNotHaveDuplicates();
            assertThat(detail(status, ErrorInfo.class).orElseThrow().getReason())
                    .isEqualTo(reason.name());
        }
    }

    @Test
    void brokenRulesAreListedAsFarAsTheyFit() {
        var violation = FieldViolation.newBuilder()
                .setField("conditions[3].values")
                .setDescription("must have at most 1000 items")
                .setReason("repeated.max_items")
                .build();
        var few = packed(new InvalidRequestException(List.of(violation, violation)));
        assertThat(detail(few, BadRequest.class).orElseThrow().getFieldViolationsList())
                .containsExactly(violation, violation);
        var many = packed(new InvalidRequestException(Collections.nCopies(1000, violation)));
        assertThat(many.getSerializedSize()).isLessThanOrEqualTo(ErrorStatuses.MAX_BYTES);
        assertThat(detail(many, BadRequest.class).orElseThrow().getFieldViolationsList())
                .contains(violation);
    }

    @Test
    void aRefusedFieldOfTheDomainIsABrokenRuleToo() {
        var status = packed(new FailureException(
                Reason.UNKNOWN_FIELD,
                "conditions.field: nmae (expected: name, …)",
                Map.of("field", "conditions.field")));
        var violation = detail(status, BadRequest.class).orElseThrow().getFieldViolations(0);
        assertThat(violation.getField()).isEqualTo("conditions.field");
        assertThat(violation.getReason()).isEqualTo("UNKNOWN_FIELD");
    }

    @Test
    void whatWasNotForeseenTellsNothing() {
        var status = packed(new IllegalStateException("password is hunter2"));
        assertThat(status.getCode()).isEqualTo(Code.INTERNAL.value());
        assertThat(status.toString()).doesNotContain("hunter2");
    }

    @Test
    void textsAreCutInTheMiddle() {
        assertThat(ErrorStatuses.middleOut("0123456789".repeat(10), 11)).isEqualTo("01234…56789");
        assertThat(ErrorStatuses.middleOut("short", 11)).isEqualTo("short");
        assertThat(ErrorStatuses.middleOut("😀".repeat(40), 33))
                .doesNotContain("?")
                .matches(text -> text.length() <= 33);
    }

    private static FailureException chain(int length, int details) {
        FailureException last = null;
        for (var i = length - 1; i >= 0; i--) {
            var text = (i + ":" + "y".repeat(details)).substring(0, details);
            last = new FailureException(Reason.STORAGE_ERROR, text, Map.of(), last);
        }
        return last;
    }

    private static String text(Random random, int longest) {
        var letters = List.of("a", "é", "語", "🚢");
        return letters.get(random.nextInt(letters.size())).repeat(random.nextInt(longest));
    }

    private static Status packed(Throwable thrown) {
        StatusRuntimeException exception = ErrorStatuses.of(thrown);
        return StatusProto.fromThrowable(exception);
    }

    private static <T extends com.google.protobuf.Message> Optional<T> detail(Status status, Class<T> type) {
        return status.getDetailsList().stream()
                .filter(any -> any.is(type))
                .map(any -> {
                    try {
                        return any.unpack(type);
                    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .findFirst();
    }
}
