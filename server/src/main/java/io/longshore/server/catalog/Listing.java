package io.longshore.server.catalog;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A list of one kind of resource: what it can be asked for, and how a {@link Query} becomes SQL.
 *
 * <p>Pages go on behind the last row that was shown (no row is shown twice or left out because another was added or removed), but where a row's
 * sort values are too long for a token; there they go on at an offset.
 *
 * @param name what the list is of, so that a token of another list is refused
 * @param table where it is read
 * @param key what no two rows have in common
 * @param columns what is read of each
 * @param fields what conditions and orders may name
 * @param defaultOrder how it is sorted when nobody says
 */
record Listing(
        String name,
        Table<?> table,
        String key,
        Collection<? extends SelectField<?>> columns,
        Map<String, ListedField> fields,
        String defaultOrder) {
    /**
     * Reads a page.
     *
     * @param scope what of the table may be seen at all
     * @param scopeName the same as a text that a token is bound to
     * @param read turns rows into resources, one for each
     */
    <T> Page<T> page(
            Database database,
            Query query,
            Condition scope,
            String scopeName,
            BiFunction<DSLContext, Result<? extends Record>, List<T>> read) {
        var where = scope.and(where(query.conditions()));
        var order = order(query);
        var signature = PageToken.signature(name, scopeName, query);
        var token = PageToken.parse(query.pageToken(), signature, order.size());
        return database.read(sql -> {
            var total = query.countTotal() ? OptionalLong.of(sql.fetchCount(table, where)) : OptionalLong.empty();
            var rows = rows(sql, query, where, order, token);
            var next = rows.size() > query.pageSize() ? next(rows, query, order, token, signature) : "";
            var shown = read.apply(sql, rows);
            return new Page<>(shown.subList(0, Math.min(shown.size(), query.pageSize())), next, total);
        });
    }

    /** What it takes for all conditions to hold, in SQL. */
    Condition where(List<io.longshore.server.query.Condition> conditions) {
        return DSL.and(conditions.stream()
                .map(condition -> field(condition.field()).where(condition))
                .toList());
    }

    private Result<? extends Record> rows(
            DSLContext sql, Query query, Condition where, List<Sorting> order, PageToken token) {
        var selected = new ArrayList<SelectField<?>>(columns);
        for (int i = 0; i < order.size(); i++) {
            selected.add(order.get(i).raw().as(sortColumn(i)));
        }
        var behind = token.values().isEmpty() ? DSL.noCondition() : Sorting.behind(order, token.values());
        return sql.select(selected)
                .from(table)
                .where(where, behind)
                .orderBy(order.stream().map(Sorting::sql).toList())
                .limit(query.pageSize() + 1L) // one more than is shown: is there a next page?
                .offset(offset(query, token))
                .fetch();
    }

    private static long offset(Query query, PageToken token) {
        return query.pageToken().isEmpty() ? query.skip() : token.offset();
    }

    private static String next(
            Result<? extends Record> rows, Query query, List<Sorting> order, PageToken token, byte[] signature) {
        var last = rows.get(query.pageSize() - 1);
        var values = new ArrayList<@Nullable String>();
        for (int i = 0; i < order.size(); i++) {
            values.add(last.get(sortColumn(i), String.class));
        }
        return PageToken.print(values, offset(query, token) + query.pageSize(), signature);
    }

    private static String sortColumn(int index) {
        return "sort_" + index;
    }

    private List<Sorting> order(Query query) {
        var order = new ArrayList<Sorting>();
        var named = new TreeSet<String>();
        for (var part : (query.orderBy().isBlank() ? defaultOrder : query.orderBy()).split(",", -1)) {
            var words = part.strip().split("\\s+", -1);
            boolean descending = words.length == 2 && words[1].equals("desc");
            if (words.length > 2 || (words.length == 2 && !descending && !words[1].equals("asc"))) {
                throw new FailureException(
                        Reason.INVALID_ARGUMENT,
                        "order_by: " + part.strip() + " (expected: a field, or a field and desc)",
                        Map.of("field", "order_by"));
            }
            if (named.add(words[0])) {
                order.add(new Sorting(column(words[0]), descending));
            }
        }
        if (named.add(key)) {
            // Ties are broken in the direction of what comes before, so that an index on both can be read from either
            // end.
            order.add(new Sorting(column(key), order.getLast().descending()));
        }
        return order;
    }

    private Field<?> column(String name) {
        return field(name)
                .order()
                .orElseThrow(() -> new FailureException(
                        Reason.INVALID_ARGUMENT,
                        "order_by: " + name + " (expected: a field that each resource has once)",
                        Map.of("field", name)));
    }

    private ListedField field(String name) {
        var field = fields.get(name);
        if (field == null) {
            throw new FailureException(
                    Reason.UNKNOWN_FIELD,
                    "field: " + name + " (expected: one of " + String.join(", ", new TreeSet<>(fields.keySet())) + ")",
                    Map.of("field", name));
        }
        return field;
    }
}
