package io.longshore.rest.facade;

import java.util.Locale;
import java.util.function.Predicate;

/** Conditions on texts that are at hand, for what {@code longshore.v1} does not compare itself. */
final class TextConditions {
    private TextConditions() {}

    /** Which texts meet a condition. */
    static Predicate<String> meets(QueryCondition condition) {
        var value = condition.value();
        return switch (condition.operator()) {
            case EQ -> value::equals;
            case NE -> text -> !text.equals(value);
            case GT -> text -> text.compareTo(value) > 0;
            case GE -> text -> text.compareTo(value) >= 0;
            case LT -> text -> text.compareTo(value) < 0;
            case LE -> text -> text.compareTo(value) <= 0;
            case IN -> condition.values()::contains;
            case NOT_IN -> text -> !condition.values().contains(text);
            case LIKE -> text -> like(text, value);
            case NOT_LIKE -> text -> !like(text, value);
            case IS_NULL -> _ -> false;
            case NOT_NULL -> _ -> true;
        };
    }

    /**
     * SQL's LIKE, as the contract has it: {@code %} for any characters, {@code _} for one, case ignored. On a mismatch only the last
     * {@code %} takes one more character: that is enough, and no pattern takes longer than text times pattern.
     */
    static boolean like(String anyCase, String anyCasePattern) {
        var text = anyCase.toLowerCase(Locale.ROOT);
        var pattern = anyCasePattern.toLowerCase(Locale.ROOT);
        int at = 0;
        int in = 0;
        int lastAny = -1;
        int takenTo = 0;
        while (at < text.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '%') {
                lastAny = in++;
                takenTo = at;
            } else if (in < pattern.length() && (pattern.charAt(in) == '_' || pattern.charAt(in) == text.charAt(at))) {
                in++;
                at++;
            } else if (lastAny >= 0) {
                in = lastAny + 1;
                at = ++takenTo;
            } else {
                return false;
            }
        }
        return pattern.substring(in).chars().allMatch(c -> c == '%');
    }
}
