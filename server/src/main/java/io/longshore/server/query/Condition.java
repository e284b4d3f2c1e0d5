package io.longshore.server.query;

import java.util.List;

/**
 * One condition on a field of a listed resource.
 *
 * @param field the field's name in the contract, such as {@code state} or {@code backup_storage_refs.status}
 * @param operator how it is compared
 * @param values what with, as text in the contract's spelling (enum values by their proto names, times in RFC 3339); how many is the operator's rule
 */
public record Condition(String field, Operator operator, List<String> values) {
    public Condition {
        values = List.copyOf(values);
    }

    /** How a field is compared; the contract's {@code Operator} says what each means. */
    public enum Operator {
        EQ,
        NE,
        GT,
        GE,
        LT,
        LE,
        LIKE,
        NOT_LIKE,
        IN,
        NOT_IN,
        IS_NULL,
        NOT_NULL
    }
}
