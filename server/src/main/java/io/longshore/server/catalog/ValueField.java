package io.longshore.server.catalog;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Condition;
import io.longshore.server.query.Condition.Operator;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/**
 * A field whose values are compared by the database.
 *
 * @param expected what its values are, for the one who sends something else
 * @param parse reads a value in the contract's spelling
 * @param operators which ones make sense for it
 */
record ValueField<T>(Field<T> column, String expected, Function<String, T> parse, Set<Operator> operators)
        implements ListedField {
    private static final int MAX_VALUES = 1000;

    @Override
    public Optional<Field<?>> order() {
        return Optional.of(column);
    }

    @Override
    public org.jooq.Condition where(Condition condition) {
        checkShape(condition, operators);
        return switch (condition.operator()) {
            case EQ -> column.eq(only(condition));
            case NE -> column.ne(only(condition));
            case GT -> column.gt(only(condition));
            case GE -> column.ge(only(condition));
            case LT -> column.lt(only(condition));
            case LE -> column.le(only(condition));
            case LIKE ->
                pattern().likeIgnoreCase(LikePattern.sql(condition.values().getFirst()), LikePattern.ESCAPE);
            case NOT_LIKE ->
                pattern().notLikeIgnoreCase(LikePattern.sql(condition.values().getFirst()), LikePattern.ESCAPE);
            case IN -> column.in(all(condition));
            case NOT_IN -> column.notIn(all(condition));
            case IS_NULL -> column.isNull();
            case NOT_NULL -> column.isNotNull();
        };
    }

    /** Refuses an operator that the field does not have, and one with the wrong number of values. */
    static void checkShape(Condition condition, Set<Operator> operators) {
        var operator = condition.operator();
        if (!operators.contains(operator)) {
            throw invalid(condition, "operator " + operator, "one of " + new TreeSet<>(operators));
        }
        int count = condition.values().size();
        switch (operator) {
            case IS_NULL, NOT_NULL -> {
                if (count != 0) {
                    throw invalid(condition, count + " values", "none for " + operator);
                }
            }
            case IN, NOT_IN -> {
                if (count == 0 || count > MAX_VALUES) {
                    throw invalid(condition, count + " values", "1 to " + MAX_VALUES + " for " + operator);
                }
            }
            default -> {
                if (count != 1) {
                    throw invalid(condition, count + " values", "1 for " + operator);
                }
            }
        }
    }

    static FailureException invalid(Condition condition, String what, String expected) {
        return new FailureException(
                Reason.INVALID_ARGUMENT,
                "condition on " + condition.field() + ": " + what + " (expected: " + expected + ")",
                Map.of("field", condition.field()));
    }

    static Boolean truth(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(value);
        };
    }

    private T only(Condition condition) {
        return value(condition, condition.values().getFirst());
    }

    private List<T> all(Condition condition) {
        return condition.values().stream().map(value -> value(condition, value)).toList();
    }

    private T value(Condition condition, String value) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException _) {
            throw invalid(condition, value, expected);
        }
    }

    private Field<String> pattern() {
        return column.getType() == String.class ? column.coerce(String.class) : column.cast(SQLDataType.VARCHAR);
    }
}
