package io.longshore.server.catalog;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** A disk's identity in two columns, so that lists can ask for either. */
record Identities(Field<Long> length, Field<String> root) {
    static Identities of(Table<?> table) {
        return new Identities(
                ColumnTypes.optional(table, "identity_length", ColumnTypes.NUMBER),
                ColumnTypes.optional(table, "identity_root", ColumnTypes.TEXT));
    }

    @Nullable
    DiskIdentity read(Record row) {
        var digits = row.get(root);
        return digits == null ? null : new DiskIdentity(row.get(length), Digest.parse(digits));
    }

    void put(Map<Field<?>, @Nullable Object> row, @Nullable DiskIdentity identity) {
        row.put(length, identity == null ? null : identity.lengthBytes());
        row.put(root, identity == null ? null : identity.root().hex());
    }
}
