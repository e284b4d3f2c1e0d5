package io.longshore.rest.facade;

import java.util.List;

/**
 * One {@code q} of a query: a name, an operator and a value.
 *
 * @param name the inventory's field, dots lead into what it joins
 * @param operator how it is compared
 * @param value what with, as it was written; of a list the elements are separated by commas
 */
record QueryCondition(String name, QueryOperator operator, String value) {
    /** Reads a condition; fails with the original's 400 where it has no operator. */
    static QueryCondition parse(String text) {
        for (var operator : QueryOperator.values()) {
            int at = text.indexOf(operator.written());
            if (at >= 0) {
                var value = text.substring(at + operator.written().length());
                return new QueryCondition(text.substring(0, at).trim(), operator, value);
            }
        }
        throw new TextRefusal(
                400,
                "Invalid query parameter. The '%s' in the parameter[q] doesn't contain any query operator. Valid query operators are [%s]"
                        .formatted(text, QueryOperator.allWritten()));
    }

    /** The values: one, or the elements of a list, or none where presence is tested. */
    List<String> values() {
        return switch (operator) {
            case IS_NULL, NOT_NULL -> List.of();
            case IN, NOT_IN -> List.of(value.split(",", -1));
            default -> List.of(value);
        };
    }

    /** The same condition on another field, such as on what the field's alias stands for. */
    QueryCondition on(String other) {
        return new QueryCondition(other, operator, value);
    }
}
