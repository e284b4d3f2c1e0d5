package io.longshore.server.catalog;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.exception.DataTypeException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One column that a list is sorted by. What is not set comes before everything else. */
record Sorting(Field<?> column, boolean descending) {
    SortField<?> sql() {
        return descending ? column.desc().nullsLast() : column.asc().nullsFirst();
    }

    /** The column's values as the database has them. */
    Field<?> raw() {
        return column.coerce(column.getConverter().fromType());
    }

    /** Which rows come behind the one with these values. The bound on the first column alone is for the sake of its index. */
    static Condition behind(List<Sorting> order, List<@Nullable String> values) {
        var first = order.getFirst().compare(values.getFirst());
        return first.notBefore.and(behind(order, values, 0));
    }

    private static Condition behind(List<Sorting> order, List<@Nullable String> values, int index) {
        if (index == order.size()) {
            return DSL.falseCondition();
        }
        var compared = order.get(index).compare(values.get(index));
        return compared.behind.or(compared.equal.and(behind(order, values, index + 1)));
    }

    private record Compared(Condition behind, Condition equal, Condition notBefore) {}

    private Compared compare(@Nullable String value) {
        return compare(raw(), value);
    }

    private <T> Compared compare(Field<T> raw, @Nullable String value) {
        if (value == null) {
            return descending
                    ? new Compared(DSL.falseCondition(), raw.isNull(), raw.isNull())
                    : new Compared(raw.isNotNull(), raw.isNull(), DSL.noCondition());
        }
        var bound = bound(raw, value);
        var equal = raw.eq(bound);
        if (!descending) {
            return new Compared(raw.gt(bound), equal, raw.ge(bound));
        }
        // Only where there is anything to find: an index is of no use for "or is null".
        var unset = column.getDataType().nullable() ? raw.isNull() : DSL.falseCondition();
        return new Compared(raw.lt(bound).or(unset), equal, raw.le(bound).or(unset));
    }

    private static <T> Field<T> bound(Field<T> raw, String value) {
        try {
            return DSL.val((Object) value, raw);
        } catch (DataTypeException _) { // a token that someone wrote by hand
            throw PageToken.invalid();
        }
    }
}
