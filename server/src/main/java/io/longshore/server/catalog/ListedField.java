package io.longshore.server.catalog;

import io.longshore.server.query.Condition;
import io.longshore.server.uuid.Uuids;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jooq.Field;
import org.jooq.Table;

/** A field of a listed resource, as conditions and orders name it. */
interface ListedField {
    /** What a condition on it is in SQL. */
    org.jooq.Condition where(Condition condition);

    /** What it is sorted by; empty for a field of a repeated message, of which there may be many or none. */
    Optional<Field<?>> order();

    /** A text. */
    static ListedField text(Field<String> column) {
        return new ValueField<>(column, "a text", UnaryOperator.identity(), EnumSet.allOf(Condition.Operator.class));
    }

    /** A uuid; values may be in any spelling. */
    static ListedField uuid(Field<String> column) {
        return new ValueField<>(column, "a uuid", Uuids::normalize, EnumSet.allOf(Condition.Operator.class));
    }

    /** A whole number. */
    static ListedField number(Field<Long> column) {
        return new ValueField<>(
                column, "a whole number in digits", Long::valueOf, EnumSet.allOf(Condition.Operator.class));
    }

    /** A time. */
    static ListedField time(Field<Instant> column) {
        return new ValueField<>(
                column,
                "a time in RFC 3339, such as 2026-01-31T12:00:00Z",
                value -> OffsetDateTime.parse(value).toInstant(),
                EnumSet.complementOf(EnumSet.of(Condition.Operator.LIKE, Condition.Operator.NOT_LIKE)));
    }

    /** A boolean. */
    static ListedField truth(Field<Boolean> column) {
        return new ValueField<>(
                column,
                "true or false",
                ValueField::truth,
                Set.of(
                        Condition.Operator.EQ,
                        Condition.Operator.NE,
                        Condition.Operator.IN,
                        Condition.Operator.NOT_IN,
                        Condition.Operator.IS_NULL,
                        Condition.Operator.NOT_NULL));
    }

    /** An enum, whose values the contract spells with a prefix: {@code IMAGE_STATE_ENABLED}. */
    static <E extends Enum<E>> ListedField enumeration(Field<E> column, String prefix) {
        var names = EnumSet.allOf(column.getType()).stream().map(Enum::name).toList();
        return new EnumField(column, column.coerce(String.class), prefix, names);
    }

    /** An enum that is kept as a text of one of these names. */
    static ListedField enumeration(Field<String> column, String prefix, Collection<String> names) {
        return new EnumField(column, column, prefix, names);
    }

    /**
     * A field of a repeated message: a condition holds where any element meets it.
     *
     * @param elements the elements' table
     * @param belongs which of them are the listed resource's
     */
    static ListedField any(Table<?> elements, org.jooq.Condition belongs, ListedField field) {
        return new AnyField(elements, belongs, field);
    }
}
