package io.longshore.server.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import io.longshore.server.failure.Failure;
import io.longshore.server.failure.Reason;
import io.longshore.v1.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The details of a failed call's status, each type at most once: what happened, in the original API's words too, and what its kind of failure calls for. */
final class ErrorDetails {
    /** The domain of every {@code ErrorInfo}. */
    static final String DOMAIN = "longshore.io";

    private ErrorDetails() {}

    /** All of a failure's details. */
    static List<Any> of(Failure failure, List<FieldViolation> violations, boolean truncated) {
        var details = new ArrayList<Any>();
        details.add(Any.pack(info(failure, truncated)));
        details.add(Any.pack(errorCode(failure)));
        badRequest(failure, violations).map(Any::pack).ifPresent(details::add);
        retry(failure.reason()).map(Any::pack).ifPresent(details::add);
        quota(failure).map(Any::pack).ifPresent(details::add);
        resource(failure).map(Any::pack).ifPresent(details::add);
        precondition(failure).map(Any::pack).ifPresent(details::add);
        return details;
    }

    /** A failure with its causes, as callers of the original API know it. */
    static ErrorCode errorCode(Failure failure) {
        var original = ErrorTable.originalOf(failure.reason());
        var error = ErrorCode.newBuilder()
                .setCode(original.code())
                .setDescription(original.description())
                .setDetails(failure.details())
                .setElaboration(elaboration(failure.reason()))
                .putAllOpaque(failure.metadata());
        if (failure.cause() != null) {
            error.setCause(errorCode(failure.cause()));
        }
        return error.build();
    }

    private static ErrorInfo info(Failure failure, boolean truncated) {
        var info = ErrorInfo.newBuilder()
                .setReason(failure.reason().name())
                .setDomain(DOMAIN)
                .putAllMetadata(failure.metadata());
        if (truncated) {
            info.putMetadata("truncated", "true");
        }
        return info.build();
    }

    private static Optional<BadRequest> badRequest(Failure failure, List<FieldViolation> violations) {
        if (!violations.isEmpty()) {
            return Optional.of(
                    BadRequest.newBuilder().addAllFieldViolations(violations).build());
        }
        var field = failure.metadata().get("field");
        if (field == null || ErrorTable.codeOf(failure.reason()) != Code.INVALID_ARGUMENT) {
            return Optional.empty();
        }
        return Optional.of(BadRequest.newBuilder()
                .addFieldViolations(FieldViolation.newBuilder()
                        .setField(field)
                        .setDescription(failure.details())
                        .setReason(failure.reason().name()))
                .build());
    }

    /** What is held is freed when a task ends, mostly after seconds; a server that stops is back after about as long. */
    private static Optional<RetryInfo> retry(Reason reason) {
        var code = ErrorTable.codeOf(reason);
        var heals = code == Code.UNAVAILABLE || (code == Code.ABORTED && reason != Reason.UPLOAD_TAKEN_OVER);
        return heals
                ? Optional.of(RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(2))
                        .build())
                : Optional.empty();
    }

    private static Optional<QuotaFailure> quota(Failure failure) {
        if (ErrorTable.codeOf(failure.reason()) != Code.RESOURCE_EXHAUSTED) {
            return Optional.empty();
        }
        return Optional.of(QuotaFailure.newBuilder()
                .addViolations(QuotaFailure.Violation.newBuilder()
                        .setSubject(subject(failure))
                        .setDescription(failure.details()))
                .build());
    }

    private static Optional<ResourceInfo> resource(Failure failure) {
        var code = ErrorTable.codeOf(failure.reason());
        if (code != Code.NOT_FOUND && (code != Code.ALREADY_EXISTS || failure.reason() == Reason.REQUEST_ID_REUSED)) {
            return Optional.empty();
        }
        return subjectOf(failure.metadata())
                .map(subject -> ResourceInfo.newBuilder()
                        .setResourceType(subject.type())
                        .setResourceName(subject.uuid())
                        .setDescription(failure.details())
                        .build());
    }

    private static Optional<PreconditionFailure> precondition(Failure failure) {
        if (ErrorTable.codeOf(failure.reason()) != Code.FAILED_PRECONDITION) {
            return Optional.empty();
        }
        return Optional.of(PreconditionFailure.newBuilder()
                .addViolations(PreconditionFailure.Violation.newBuilder()
                        .setType(failure.reason().name())
                        .setSubject(subject(failure))
                        .setDescription(failure.details()))
                .build());
    }

    private static String subject(Failure failure) {
        return subjectOf(failure.metadata())
                .map(subject -> subject.type() + "/" + subject.uuid())
                .orElse("");
    }

    /** A resource that a failure is about. */
    private record Subject(String type, String uuid) {}

    /** By the names that the domain gives uuids in metadata; the most particular one is first. */
    private static final List<Map.Entry<String, String>> SUBJECTS = List.of(
            Map.entry("trashId", "longshore.v1.TrashEntry"),
            Map.entry("uploadUuid", "longshore.v1.Upload"),
            Map.entry("imageUuid", "longshore.v1.Image"),
            Map.entry("volumeBackupUuid", "longshore.v1.VolumeBackup"),
            Map.entry("groupUuid", "longshore.v1.VmBackup"),
            Map.entry("backupStorageUuid", "longshore.v1.BackupStorage"),
            Map.entry("taskUuid", "longshore.v1.Task"));

    private static Optional<Subject> subjectOf(Map<String, String> metadata) {
        for (var named : SUBJECTS) {
            var uuid = metadata.get(named.getKey());
            if (uuid != null) {
                return Optional.of(new Subject(named.getValue(), uuid));
            }
        }
        return Optional.empty();
    }

    private static String elaboration(Reason reason) {
        return switch (ErrorTable.codeOf(reason)) {
            case ABORTED -> reason == Reason.UPLOAD_TAKEN_OVER ? "" : "Try again when the other task has ended.";
            case UNAVAILABLE -> "Try again in a moment.";
            default -> "";
        };
    }
}
