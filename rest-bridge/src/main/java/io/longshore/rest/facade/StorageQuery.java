package io.longshore.rest.facade;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.longshore.rest.zstack.v1.BackupStorageInventory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Queries of backup storages, answered on their inventories. Storages are few, and much of what is asked of them (capacity, status, url) is
 * found out rather than stored, so that {@code longshore.v1} does not search by it.
 */
final class StorageQuery {
    /** The inventory's class in the original's messages: the fields that image stores have of their own are asked for there too. */
    private static final String INVENTORY = "org.zstack.header.storage.backup.BackupStorageInventory";

    private final OriginalDates dates;

    StorageQuery(OriginalDates dates) {
        this.dates = dates;
    }

    /** Those that meet all conditions, sorted; paging is not done. */
    List<BackupStorageInventory> select(List<BackupStorageInventory> all, QuerySpec spec) {
        var conditions = spec.conditions().stream()
                .map(condition -> new OnField(field(condition.name()), condition))
                .toList();
        var sorted =
                all.stream().filter(storage -> conditions.stream().allMatch(condition -> holds(storage, condition)));
        return spec.sort()
                .map(this::by)
                .map(order -> spec.descending() ? order.reversed() : order)
                .map(sorted::sorted)
                .orElse(sorted)
                .toList();
    }

    private record OnField(FieldDescriptor field, QueryCondition condition) {}

    private static FieldDescriptor field(String name) {
        if (name.contains(".")) {
            throw QueryTable.badJoin(name);
        }
        return BackupStorageInventory.getDescriptor().getFields().stream()
                .filter(field -> field.getJsonName().equals(name))
                .findFirst()
                .orElseThrow(() -> QueryTable.unknown(INVENTORY, name));
    }

    private boolean holds(BackupStorageInventory storage, OnField asked) {
        var condition = asked.condition();
        if (asked.field().isRepeated() || !storage.hasField(asked.field())) {
            return condition.operator() == QueryOperator.IS_NULL;
        }
        var value = storage.getField(asked.field());
        if (value instanceof Number number) {
            return numberHolds(new BigDecimal(number.toString()), condition);
        }
        var text = (String) value;
        var date = asked.field().getName().endsWith("_date") ? dates.parse(text) : Optional.<Instant>empty();
        return date.isPresent()
                ? dateHolds(date.get(), condition)
                : TextConditions.meets(condition).test(text);
    }

    private static boolean numberHolds(BigDecimal number, QueryCondition condition) {
        return switch (condition.operator()) {
            case LIKE, NOT_LIKE, IS_NULL, NOT_NULL ->
                TextConditions.meets(condition).test(number.toPlainString());
            default ->
                compares(
                        condition.operator(),
                        condition.values().stream()
                                .map(value -> number.compareTo(number(value)))
                                .toList());
        };
    }

    private boolean dateHolds(Instant date, QueryCondition condition) {
        return switch (condition.operator()) {
            case LIKE, NOT_LIKE, IS_NULL, NOT_NULL ->
                TextConditions.meets(condition).test(date.toString());
            default ->
                compares(
                        condition.operator(),
                        condition.values().stream()
                                .map(value -> date.compareTo(dates.parse(value)
                                        .orElseThrow(() -> ErrorCodes.INTERNAL.refusal(
                                                "Unparseable date: \"%s\"".formatted(value)))))
                                .toList());
        };
    }

    /** Whether an operator holds, given how the field's value compares with each of the condition's. */
    private static boolean compares(QueryOperator operator, List<Integer> compared) {
        int first = compared.getFirst();
        return switch (operator) {
            case EQ -> first == 0;
            case NE -> first != 0;
            case GT -> first > 0;
            case GE -> first >= 0;
            case LT -> first < 0;
            case LE -> first <= 0;
            case IN -> compared.contains(0);
            case NOT_IN -> !compared.contains(0);
            case LIKE, NOT_LIKE, IS_NULL, NOT_NULL -> throw new IllegalStateException("no comparison: " + operator);
        };
    }

    private static BigDecimal number(String value) {
        try {
            return new BigDecimal(value.trim());
        } catch (NumberFormatException e) {
            throw ErrorCodes.INTERNAL.refusal(String.valueOf(e.getMessage()));
        }
    }

    private Comparator<BackupStorageInventory> by(String name) {
        var field = field(name);
        if (field.isRepeated()) {
            throw QueryTable.unknown(INVENTORY, name);
        }
        if (field.getJavaType() == FieldDescriptor.JavaType.LONG) {
            return Comparator.comparing(storage -> (Long) storage.getField(field));
        }
        if (field.getJavaType() == FieldDescriptor.JavaType.DOUBLE) {
            return Comparator.comparing(storage -> (Double) storage.getField(field));
        }
        return field.getName().endsWith("_date")
                ? Comparator.comparing(
                        storage -> dates.parse((String) storage.getField(field)).orElse(Instant.EPOCH))
                : Comparator.comparing(storage -> (String) storage.getField(field));
    }
}
