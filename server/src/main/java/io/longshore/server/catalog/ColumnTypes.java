package io.longshore.server.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.EnumConverter;
import org.jooq.impl.SQLDataType;

/** How the domain's values stand in columns, the same on every database: times as microseconds since 1970, enums by their names, lists as JSON. */
final class ColumnTypes {
    static final DataType<String> TEXT = SQLDataType.CLOB;
    static final DataType<Long> NUMBER = SQLDataType.BIGINT;
    static final DataType<Integer> SMALL_NUMBER = SQLDataType.INTEGER;
    static final DataType<Boolean> TRUTH = SQLDataType.BOOLEAN;
    static final DataType<byte[]> BYTES = SQLDataType.BLOB;
    static final DataType<Instant> TIME = SQLDataType.BIGINT.asConvertedDataType(
            Converter.ofNullable(Long.class, Instant.class, ColumnTypes::instant, ColumnTypes::micros));

    @SuppressWarnings("unchecked") // a List of Strings is all that STRINGS reads
    static final DataType<List<String>> TAGS = SQLDataType.CLOB.asConvertedDataType(Converter.ofNullable(
            String.class, (Class<List<String>>) (Class<?>) List.class, StoredJson::strings, StoredJson::write));

    private ColumnTypes() {}

    static <E extends Enum<E>> DataType<E> enumeration(Class<E> type) {
        return SQLDataType.VARCHAR.asConvertedDataType(new EnumConverter<>(String.class, type));
    }

    /** A column that is never null. */
    static <T> Field<T> column(Table<?> table, String name, DataType<T> type) {
        return DSL.field(DSL.name(table.getName(), name), type.notNull());
    }

    /** A column that may be null. */
    static <T> Field<T> optional(Table<?> table, String name, DataType<T> type) {
        return DSL.field(DSL.name(table.getName(), name), type.null_());
    }

    /** A time as it comes back from the catalog: to the microsecond. */
    static Instant kept(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000), time.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
    }
}
