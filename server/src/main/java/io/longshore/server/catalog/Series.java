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
        long next = last(sql, name) + 1;
        set(sql, name, next);
        return next;
    }

    /** The last number that was given; 0 before the first. */
    static long last(DSLContext sql, String name) {
        return sql.select(LAST_NUMBER)
                .from(SERIES)
                .where(NAME.eq(name))
                .fetchOptional(LAST_NUMBER)
                .orElse(0L);
    }

    /** Has a series go on after this number, unless it is there already. */
    static void raise(DSLContext sql, String name, long number) {
        if (number > last(sql, name)) {
            set(sql, name, number);
        }
    }

    private static void set(DSLContext sql, String name, long number) {
        int known =
                sql.update(SERIES).set(LAST_NUMBER, number).where(NAME.eq(name)).execute();
        if (known == 0) {
            sql.insertInto(SERIES).set(NAME, name).set(LAST_NUMBER, number).execute();
        }
    }
}
