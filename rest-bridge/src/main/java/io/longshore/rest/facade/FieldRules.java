package io.longshore.rest.facade;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.OptionsProto;
import io.longshore.rest.zstack.v1.Rule;
import java.util.List;
import java.util.regex.Pattern;

/** Checks a facade's request against the bounds that its fields' options name, and refuses in the original's sentences. */
final class FieldRules {
    /** The original means to name the API here and, since a refactoring, names its own class. */
    private static final String MESSAGE = "org.zstack.header.message.ApiMessageParamValidator";

    private static final Pattern NEW_UUID = Pattern.compile("[0-9a-f]{12}[1-5][0-9a-f]{3}[89ab][0-9a-f]{15}");

    private FieldRules() {}

    /** The request with its strings trimmed; fails with the {@link Refusal} of the first field that breaks its rule. */
    static Message check(Message request) {
        var builder = request.toBuilder();
        for (var field : request.getDescriptorForType().getFields()) {
            var action = field.getRealContainingOneof();
            if (action == null) {
                checkField(builder, field);
            } else if (isActionOf(request, field)) {
                builder.setField(field, check((Message) request.getField(field)));
            }
        }
        return builder.build();
    }

    /** Whether the refusal says that what the request removes is not there, which the original takes for success. */
    static boolean absentIsSuccess(Message request, Refusal refusal) {
        return request.getDescriptorForType().getFields().stream()
                .map(FieldRules::rule)
                .anyMatch(rule -> rule.getAbsentIsSuccess()
                        && Resources.ofReason(refusal.reason()).matches(rule.getResource()));
    }

    static Rule rule(FieldDescriptor field) {
        return field.getOptions().getExtension(OptionsProto.rule);
    }

    /** The action that is set or, where a path has but one, that one: its fields may all be absent, yet not unchecked. */
    private static boolean isActionOf(Message request, FieldDescriptor field) {
        return request.hasField(field) || field.getRealContainingOneof().getFieldCount() == 1;
    }

    private static void checkField(Message.Builder builder, FieldDescriptor field) {
        var rule = rule(field);
        var name = field.getJsonName();
        if (field.isRepeated()) {
            checkList(rule, name, (List<?>) builder.getField(field));
        } else if (!builder.hasField(field)) {
            refuseIf(
                    rule.getRequired(),
                    "field[%s] of message[%s] is mandatory, can not be null".formatted(name, MESSAGE));
        } else if (builder.getField(field) instanceof String text) {
            var value = rule.getNoTrim() ? text : text.trim();
            builder.setField(field, value);
            checkText(rule, name, value);
        } else if (builder.getField(field) instanceof Long number) {
            checkNumber(rule, name, number);
        }
    }

    private static void checkText(Rule rule, String name, String value) {
        int longest = rule.getMaxLength();
        refuseIf(
                longest > 0 && value.length() > longest,
                "field[%s] of message[%s] exceeds max length of string. expected was <= %d, actual was %d"
                        .formatted(name, MESSAGE, longest, value.length()));
        var valid = rule.getValidValuesList();
        refuseIf(
                !valid.isEmpty() && !valid.contains(value),
                "valid value for field[%s] of message[%s] are %s, but %s found".formatted(name, MESSAGE, valid, value));
        if (!rule.getResource().isEmpty() && !Uuids.wellFormed(value)) {
            throw rule.getAbsentIsSuccess()
                    ? ErrorCodes.RESOURCE_NOT_FOUND.refusal("invalid value[%s] of field [%s]".formatted(value, name))
                    : ErrorCodes.RESOURCE_NOT_FOUND.refusal(Resources.notFound(name, value, rule.getResource()));
        }
        refuseIf(
                rule.getNewUuid() && !NEW_UUID.matcher(value).matches(),
                "field[%s] of message[%s] must be a uuid of version 1 to 5 without dashes, but %s found"
                        .formatted(name, MESSAGE, value));
    }

    private static void checkList(Rule rule, String name, List<?> values) {
        refuseIf(
                rule.getRequired() && values.isEmpty(),
                "field[%s] of message[%s] is mandatory, can not be null".formatted(name, MESSAGE));
    }

    private static void checkNumber(Rule rule, String name, long value) {
        var range = rule.getRange();
        refuseIf(
                rule.hasRange() && (value < range.getLow() || value > range.getHigh()),
                "field[%s] must be in range of [%d, %d]".formatted(name, range.getLow(), range.getHigh()));
    }

    private static void refuseIf(boolean broken, String sentence) {
        if (broken) {
            throw ErrorCodes.INVALID_ARGUMENT.refusal(sentence);
        }
    }
}
