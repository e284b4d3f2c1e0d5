package io.longshore.rest.fake;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status.Code;
import io.longshore.v1.Condition;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Conditions, order and pages over messages, by their descriptors. */
final class FakeLists {
    private FakeLists() {}

    record Page<M>(List<M> elements, String nextPageToken, long total) {}

    static <M extends Message> Page<M> page(
            Collection<M> all, List<Condition> conditions, String orderBy, int skip, int size, String token) {
        var matching = new ArrayList<M>();
        for (var message : all) {
            if (conditions.stream().allMatch(condition -> holds(message, condition))) {
                matching.add(message);
            }
        }
        if (!orderBy.isEmpty()) {
            var words = orderBy.split(" ", -1);
            Comparator<M> order = Comparator.comparing(message -> sortable(values(message, words[0])));
            matching.sort(words.length > 1 ? order.reversed() : order);
        }
        int from = Math.min(matching.size(), token.isEmpty() ? skip : Integer.parseInt(token));
        int to = Math.min(matching.size(), from + (size == 0 ? 50 : size));
        return new Page<>(matching.subList(from, to), to < matching.size() ? String.valueOf(to) : "", matching.size());
    }

    @SuppressWarnings("unchecked")
    private static Comparable<Object> sortable(List<Object> values) {
        return (Comparable<Object>) (values.isEmpty() ? "" : values.getFirst());
    }

    private static boolean holds(Message message, Condition condition) {
        var values = values(message, condition.getField());
        return switch (condition.getOp()) {
            case OPERATOR_IS_NULL -> values.isEmpty();
            case OPERATOR_NOT_NULL -> !values.isEmpty();
            default -> values.stream().anyMatch(value -> meets(value, condition));
        };
    }

    private static boolean meets(Object value, Condition condition) {
        var wanted = condition.getValuesList();
        return switch (condition.getOp()) {
            case OPERATOR_EQ -> compare(value, wanted.getFirst()) == 0;
            case OPERATOR_NE -> compare(value, wanted.getFirst()) != 0;
            case OPERATOR_GT -> compare(value, wanted.getFirst()) > 0;
            case OPERATOR_GE -> compare(value, wanted.getFirst()) >= 0;
            case OPERATOR_LT -> compare(value, wanted.getFirst()) < 0;
            case OPERATOR_LE -> compare(value, wanted.getFirst()) <= 0;
            case OPERATOR_LIKE -> like(value, wanted.getFirst());
            case OPERATOR_NOT_LIKE -> !like(value, wanted.getFirst());
            case OPERATOR_IN -> wanted.stream().anyMatch(one -> compare(value, one) == 0);
            case OPERATOR_NOT_IN -> wanted.stream().noneMatch(one -> compare(value, one) == 0);
            default -> throw new IllegalArgumentException(condition.toString());
        };
    }

    private static boolean like(Object value, String pattern) {
        var regex = Pattern.quote(pattern).replace("%", "\\E.*\\Q").replace("_", "\\E.\\Q");
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE)
                .matcher(String.valueOf(value))
                .matches();
    }

    private static int compare(Object value, String wanted) {
        try {
            return switch (value) {
                case Long number -> Long.compare(number, Long.parseLong(wanted));
                case Timestamp time -> Timestamps.compare(time, Timestamps.parse(wanted));
                default -> String.valueOf(value).compareTo(wanted);
            };
        } catch (ParseException | NumberFormatException e) {
            throw FakeErrors.error(Code.INVALID_ARGUMENT, "INVALID_ARGUMENT", "SYS.1007", "value: " + wanted);
        }
    }

    private static List<Object> values(Message message, String path) {
        var names = Arrays.asList(path.split("\\.", 2));
        var field = message.getDescriptorForType().findFieldByName(names.getFirst());
        if (field == null) {
            throw FakeErrors.error(Code.INVALID_ARGUMENT, "UNKNOWN_FIELD", "SYS.1007", "field: " + path);
        }
        var values = new ArrayList<Object>();
        if (field.isRepeated()) {
            values.addAll((List<?>) message.getField(field));
        } else if (!field.hasPresence() || message.hasField(field)) {
            values.add(message.getField(field));
        }
        if (names.size() == 1) {
            values.replaceAll(value -> value instanceof EnumValueDescriptor word ? word.getName() : value);
            return values;
        }
        return values.stream()
                .flatMap(inner -> values((Message) inner, names.get(1)).stream())
                .toList();
    }
}
