package io.longshore.server.catalog;

import io.longshore.server.query.Condition;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** A field of a repeated message; see {@link ListedField#any}. */
record AnyField(Table<?> elements, org.jooq.Condition belongs, ListedField field) implements ListedField {
    @Override
    public org.jooq.Condition where(Condition condition) {
        return DSL.exists(DSL.selectOne().from(elements).where(belongs, field.where(condition)));
    }

    @Override
    public Optional<Field<?>> order() {
        return Optional.empty();
    }
}
