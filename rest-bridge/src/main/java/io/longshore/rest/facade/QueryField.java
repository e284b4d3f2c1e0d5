package io.longshore.rest.facade;

import com.google.protobuf.ProtocolMessageEnum;
import io.longshore.v1.Condition;
import io.longshore.v1.Operator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A field of an inventory as a query names it: which field of {@code longshore.v1} it is, and how its values are written there. */
sealed interface QueryField {
    /** The field's name in the contract; empty where it has none. */
    String name();

    /** What a condition on it is in the contract: all of the list must hold. */
    List<Condition> conditions(QueryCondition condition, OriginalDates dates);

    /** A text. */
    record Text(String name) implements QueryField {
        @Override
        public List<Condition> conditions(QueryCondition condition, OriginalDates dates) {
            return List.of(condition(name, condition.operator().operator(), condition.values()));
        }
    }

    /** A uuid. A text that is none is equal to none. */
    record Uuid(String name) implements QueryField {
        @Override
        public List<Condition> conditions(QueryCondition condition, OriginalDates dates) {
            var values = condition.values().stream().filter(Uuids::wellFormed).toList();
            return switch (condition.operator()) {
                case EQ, IN -> List.of(values.isEmpty() ? NEVER : condition(name, Operator.OPERATOR_IN, values));
                case NE, NOT_IN ->
                    List.of(
                            values.isEmpty()
                                    ? condition(name, Operator.OPERATOR_NOT_NULL, List.of())
                                    : condition(name, Operator.OPERATOR_NOT_IN, values));
                default -> List.of(condition(name, condition.operator().operator(), condition.values()));
            };
        }
    }

    /** A whole number. */
    record WholeNumber(String name) implements QueryField {
        @Override
        public List<Condition> conditions(QueryCondition condition, OriginalDates dates) {
            boolean pattern =
                    condition.operator() == QueryOperator.LIKE || condition.operator() == QueryOperator.NOT_LIKE;
            var values = pattern
                    ? condition.values()
                    : condition.values().stream().map(WholeNumber::digits).toList();
            return List.of(condition(name, condition.operator().operator(), values));
        }

        private static String digits(String value) {
            try {
                return String.valueOf(Long.parseLong(value.trim()));
            } catch (NumberFormatException e) {
                throw ErrorCodes.INTERNAL.refusal(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A boolean; what is not {@code true} is false. */
    record Truth(String name) implements QueryField {
        @Override
        public List<Condition> conditions(QueryCondition condition, OriginalDates dates) {
            var values = condition.values().stream()
                    .map(value -> String.valueOf(Boolean.parseBoolean(value.trim())))
                    .toList();
            return List.of(condition(name, condition.operator().operator(), values));
        }
    }

    /** A date. The original's have whole seconds, so one that is asked for stands for its whole second. */
    record Date(String name) implements QueryField {
        @Override
        public List<Condition> conditions(QueryCondition condition, OriginalDates dates) {
            var times = condition.values().stream()
                    .map(value -> instant(value, dates))
                    .toList();
            var first = times.isEmpty() ? Instant.EPOCH : times.getFirst();
            var next = first.plusSeconds(1);
            return switch (condition.operator()) {
                case EQ -> List.of(at(Operator.OPERATOR_GE, first), at(Operator.OPERATOR_LT, next));
                case GT -> List.of(at(Operator.OPERATOR_GE, next));
                case LE -> List.of(at(Operator.OPERATOR_LT, next));
                default ->
                    List.of(condition(
                            name,
                            condition.operator().operator(),
                            times.stream().map(Instant::toString).toList()));
            };
        }

        private Condition at(Operator operator, Instant time) {
            return condition(name, operator, List.of(time.toString()));
        }

        private static Instant instant(String value, OriginalDates dates) {
            return dates.parse(value)
                    .orElseThrow(() -> ErrorCodes.INTERNAL.refusal("Unparseable date: \"%s\"".formatted(value)));
        }
    }

    /** An enum. Its values are few: whatever the operator, the condition is a choice among them, made by the original's words. */
    record Word<E extends ProtocolMessageEnum>(String name, Spelling<E> spelling) implements QueryField {
        @Override
        public List<Condition> conditions(QueryCondition condition, OriginalDates dates) {
            if (condition.operator().testsPresence()) {
                return List.of(condition(name, condition.operator().operator(), List.of()));
            }
            var chosen = TextConditions.meets(condition);
            var values = new ArrayList<String>();
            spelling.words().forEach((value, word) -> {
                if (chosen.test(word)) {
                    values.add(value.toString());
                }
            });
            return List.of(values.isEmpty() ? NEVER : condition(name, Operator.OPERATOR_IN, values));
        }
    }

    /** A field that has the same value in all resources. */
    record Constant(String value) implements QueryField {
        @Override
        public String name() {
            return "";
        }

        @Override
        public List<Condition> conditions(QueryCondition condition, OriginalDates dates) {
            boolean holds = condition.operator().testsPresence()
                    ? condition.operator() == QueryOperator.NOT_NULL
                    : TextConditions.meets(condition).test(value);
            return holds ? List.of() : List.of(NEVER);
        }
    }

    /** What no resource meets. */
    Condition NEVER = condition("uuid", Operator.OPERATOR_EQ, List.of("0".repeat(32)));

    /** A condition of the contract. */
    static Condition condition(String field, Operator operator, List<String> values) {
        return Condition.newBuilder()
                .setField(field)
                .setOp(operator)
                .addAllValues(values)
                .build();
    }
}
