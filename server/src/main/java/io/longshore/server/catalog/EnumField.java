package io.longshore.server.catalog;

import io.longshore.server.query.Condition;
import io.longshore.server.query.Condition.Operator;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Predicate;
import org.jooq.Field;

/**
 * A field of a closed set of values, which the contract spells with a prefix. Whatever the operator, a condition is a choice among them.
 *
 * @param column what is sorted by
 * @param names the same column as names
 * @param values all names
 */
record EnumField(Field<?> column, Field<String> names, String prefix, Collection<String> values)
        implements ListedField {
    @Override
    public Optional<Field<?>> order() {
        return Optional.of(column);
    }

    @Override
    public org.jooq.Condition where(Condition condition) {
        ValueField.checkShape(condition, EnumSet.allOf(Operator.class));
        return switch (condition.operator()) {
            case IS_NULL -> names.isNull();
            case NOT_NULL -> names.isNotNull();
            default -> names.in(values.stream().filter(chosen(condition)).toList());
        };
    }

    private Predicate<String> chosen(Condition condition) {
        return switch (condition.operator()) {
            case EQ, IN -> known(condition)::contains;
            case NE, NOT_IN -> Predicate.not(known(condition)::contains);
            case LIKE -> like(condition);
            case NOT_LIKE -> like(condition).negate();
            case GT -> name -> name.compareTo(only(condition)) > 0;
            case GE -> name -> name.compareTo(only(condition)) >= 0;
            case LT -> name -> name.compareTo(only(condition)) < 0;
            case LE -> name -> name.compareTo(only(condition)) <= 0;
            case IS_NULL, NOT_NULL -> throw new IllegalStateException("no choice: " + condition.operator());
        };
    }

    private Predicate<String> like(Condition condition) {
        var pattern = LikePattern.regex(condition.values().getFirst());
        return name -> pattern.matcher(prefix + name).matches();
    }

    private String only(Condition condition) {
        return known(condition).iterator().next();
    }

    /** The condition's values without the prefix. */
    private Collection<String> known(Condition condition) {
        for (var value : condition.values()) {
            if (!value.startsWith(prefix) || !values.contains(value.substring(prefix.length()))) {
                throw ValueField.invalid(
                        condition,
                        value,
                        "one of " + values.stream().map(prefix::concat).toList());
            }
        }
        return condition.values().stream()
                .map(value -> value.substring(prefix.length()))
                .toList();
    }
}
