package io.longshore.rest.http;

import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.OptionsProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code schema} of an answer: the path of each part that has a class in the original, with that class's name, parents first. The
 * original's Java client makes its objects by it and fails over a path to something that is not there.
 */
final class Schema {
    private Schema() {}

    static Map<String, String> of(Message answer, Projection projection) {
        var classes = new LinkedHashMap<String, String>();
        collect(answer, projection, "", classes);
        return classes;
    }

    private static void collect(Message message, Projection projection, String prefix, Map<String, String> classes) {
        for (var field : message.getDescriptorForType().getFields()) {
            if (!projection.shows(field) || !MessageWriter.present(message, field)) {
                continue;
            }
            var path = prefix + field.getJsonName();
            var inner = projection.within(field);
            if (field.getOptions().hasExtension(OptionsProto.enumClass)) {
                classes.put(path, field.getOptions().getExtension(OptionsProto.enumClass));
            } else if (field.isRepeated()) {
                int index = 0;
                for (var element : (List<?>) message.getField(field)) {
                    part(element, inner, "%s[%d]".formatted(path, index++), classes);
                }
            } else {
                part(message.getField(field), inner, path, classes);
            }
        }
    }

    private static void part(Object value, Projection projection, String path, Map<String, String> classes) {
        if (value instanceof Message message
                && message.getDescriptorForType().getOptions().hasExtension(OptionsProto.schemaClass)) {
            classes.put(path, type(message));
            collect(message, projection, path + ".", classes);
        }
    }

    private static String type(Message message) {
        var options = message.getDescriptorForType().getOptions();
        var several = options.getExtension(OptionsProto.schemaClasses);
        var otherwise = options.getExtension(OptionsProto.schemaClass);
        var field = message.getDescriptorForType().findFieldByName(several.getField());
        return field == null ? otherwise : several.getClassesOrDefault((String) message.getField(field), otherwise);
    }
}
