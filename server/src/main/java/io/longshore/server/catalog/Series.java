package io.longshore.server.catalog;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Ascending numbers that are never given twice, on any database. */
final class Series {
    private static final Table<?> SERIES = DSL.table(DSL.name("series"));
    private static final Field<String> NAME = ColumnTypes.column(SERIES, "name", ColumnTypes.TEXT);
    private static final Field<Long> LAST_NUMBER = ColumnTypes.column(SERIES, "last_number", ColumnTypes.NUMBER);

    private Series() {}

    /** The next number, from 1 on; part of the transaction that it is taken in. */
    static long next(DSLContext sql, String name) {
        var last = sql.select(LAST_NUMBER).from(SERIES).where(NAME.eq(name)).fetchOne(LAST_NUMBER);
        if (last == null) {
            sql.insertInto(SERIES).set(NAME, name).set(LAST_NUMBER, 1L).execute();
            return 1;
        }
        sql.update(SERIES).set(LAST_NUMBER, last + 1).where(NAME.eq(name)).execute();
        return last + 1;
    }
}
