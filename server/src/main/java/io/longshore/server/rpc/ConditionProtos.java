package io.longshore.server.rpc;

import com.google.rpc.BadRequest.FieldViolation;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Condition;
import io.longshore.server.query.Condition.Operator;
import io.longshore.server.query.Query;
import io.longshore.v1.ListBackupStoragesRequest;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListTasksRequest;
import io.longshore.v1.ListVmBackupsRequest;
import io.longshore.v1.ListVolumeBackupsRequest;
import java.util.List;
import java.util.Map;

/** What lists are asked for: the same fields in a message of each list's own. */
final class ConditionProtos {
    private ConditionProtos() {}

    static Query query(ListImagesRequest request) {
        return query(
                request.getConditionsList(),
                request.getOrderBy(),
                request.getPageSize(),
                request.getPageToken(),
                request.getSkip(),
                request.getCountTotal());
    }

    static Query query(ListVolumeBackupsRequest request) {
        return query(
                request.getConditionsList(),
                request.getOrderBy(),
                request.getPageSize(),
                request.getPageToken(),
                request.getSkip(),
                request.getCountTotal());
    }

    static Query query(ListVmBackupsRequest request) {
        return query(
                request.getConditionsList(),
                request.getOrderBy(),
                request.getPageSize(),
                request.getPageToken(),
                request.getSkip(),
                request.getCountTotal());
    }

    static Query query(ListBackupStoragesRequest request) {
        return query(
                request.getConditionsList(),
                request.getOrderBy(),
                request.getPageSize(),
                request.getPageToken(),
                request.getSkip(),
                request.getCountTotal());
    }

    static Query query(ListTasksRequest request) {
        return query(
                request.getConditionsList(),
                request.getOrderBy(),
                request.getPageSize(),
                request.getPageToken(),
                request.getSkip(),
                request.getCountTotal());
    }

    /** How many entries a page has that asks for {@code pageSize}: 0 stands for the default. */
    static int pageSize(int pageSize) {
        return pageSize == 0 ? Query.DEFAULT_PAGE_SIZE : pageSize;
    }

    private static Query query(
            List<io.longshore.v1.Condition> conditions,
            String orderBy,
            int pageSize,
            String pageToken,
            int skip,
            boolean countTotal) {
        return new Query(conditions(conditions), orderBy, pageSize(pageSize), pageToken, skip, countTotal);
    }

    static List<Condition> conditions(List<io.longshore.v1.Condition> conditions) {
        return conditions.stream().map(ConditionProtos::condition).toList();
    }

    private static Condition condition(io.longshore.v1.Condition condition) {
        return new Condition(condition.getField(), operator(condition.getOp()), condition.getValuesList());
    }

    private static Operator operator(io.longshore.v1.Operator operator) {
        return switch (operator) {
            case OPERATOR_EQ -> Operator.EQ;
            case OPERATOR_NE -> Operator.NE;
            case OPERATOR_GT -> Operator.GT;
            case OPERATOR_GE -> Operator.GE;
            case OPERATOR_LT -> Operator.LT;
            case OPERATOR_LE -> Operator.LE;
            case OPERATOR_LIKE -> Operator.LIKE;
            case OPERATOR_NOT_LIKE -> Operator.NOT_LIKE;
            case OPERATOR_IN -> Operator.IN;
            case OPERATOR_NOT_IN -> Operator.NOT_IN;
            case OPERATOR_IS_NULL -> Operator.IS_NULL;
            case OPERATOR_NOT_NULL -> Operator.NOT_NULL;
            case OPERATOR_UNSPECIFIED, UNRECOGNIZED -> throw unset("conditions.op", operator.name());
        };
    }

    /** What the rules keep away: an enum's value that says nothing where one is required. */
    static FailureException unset(String field, String value) {
        return new FailureException(
                Reason.INVALID_ARGUMENT,
                field + ": " + value + " (expected: one of its values)",
                Map.of("field", field));
    }

    /** A field of a request breaks a rule that the contract's rules can't say. */
    static InvalidRequestException violation(String field, String description) {
        return new InvalidRequestException(List.of(FieldViolation.newBuilder()
                .setField(field)
                .setDescription(description)
                .build()));
    }
}
