package io.longshore.rest.facade;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;

/**
 * What a query asks for.
 *
 * @param conditions all must hold
 * @param start how many to leave out
 * @param limit how many to give at most
 * @param sort the field to sort by
 * @param descending whether the highest comes first
 * @param countOnly whether nothing but the number is wanted
 * @param withTotal whether the number is wanted too
 */
record QuerySpec(
        List<QueryCondition> conditions,
        int start,
        int limit,
        Optional<String> sort,
        boolean descending,
        boolean countOnly,
        boolean withTotal) {
    private static final int DEFAULT_LIMIT = 1000;

    /** Reads any of the facade's query requests, which all have the same fields. One resource's own path ignores all else. */
    static QuerySpec of(Message query) {
        var uuid = text(query, "uuid");
        if (!uuid.isEmpty()) {
            var named = List.of(new QueryCondition("uuid", QueryOperator.EQ, uuid));
            return new QuerySpec(named, 0, DEFAULT_LIMIT, Optional.empty(), false, flag(query, "count"), false);
        }
        var conditions = ((List<?>) query.getField(query.getDescriptorForType().findFieldByName("q")))
                .stream()
                        .map(condition -> QueryCondition.parse((String) condition))
                        .toList();
        var sort = text(query, "sort").trim(); // a raw + has become a blank
        var field = sort.startsWith("-") || sort.startsWith("+") ? sort.substring(1) : sort;
        return new QuerySpec(
                conditions,
                number(query, "start", 0),
                number(query, "limit", DEFAULT_LIMIT),
                Optional.of(field).filter(name -> !name.isEmpty()),
                sort.startsWith("-"),
                flag(query, "count"),
                flag(query, "reply_with_count"));
    }

    private static Object value(Message query, String field) {
        return query.getField(query.getDescriptorForType().findFieldByName(field));
    }

    private static String text(Message query, String field) {
        return (String) value(query, field);
    }

    private static boolean flag(Message query, String field) {
        return (boolean) value(query, field);
    }

    /** Bounded by the facade's rules to what fits. */
    private static int number(Message query, String field, int absent) {
        var descriptor = query.getDescriptorForType().findFieldByName(field);
        return query.hasField(descriptor) ? Math.toIntExact((long) query.getField(descriptor)) : absent;
    }
}
