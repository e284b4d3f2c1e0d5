package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.http.JsonValue.JsonArray;
import io.longshore.rest.http.JsonValue.JsonObject;
import io.longshore.rest.http.JsonValue.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as a transcoder passes it on: HTTP's headers as metadata, the rest in the API's own message. */
final class TranscodedRequest {
    private static final Metadata.Key<String> PATH = ascii("x-envoy-original-path");
    private static final Metadata.Key<String> VERB = ascii("x-envoy-original-method");
    private static final Metadata.Key<String> SCHEME = ascii("x-forwarded-proto");
    private static final List<String> TAGS = List.of("system_tags", "user_tags");

    private TranscodedRequest() {}

    /** What the transcoder says of the HTTP request. */
    static RestRequest http(ServerCall<?, ?> call, Metadata metadata) {
        var headers = new LinkedHashMap<String, String>();
        metadata.keys().stream()
                .filter(key -> !key.endsWith(Metadata.BINARY_HEADER_SUFFIX))
                .forEach(key -> headers.put(key, first(metadata, key)));
        var path = or(metadata.get(PATH), "/" + call.getMethodDescriptor().getFullMethodName());
        var query = path.indexOf('?');
        return new RestRequest(
                or(metadata.get(VERB), "POST"),
                query < 0 ? path : path.substring(0, query),
                Map.of(),
                headers,
                or(metadata.get(SCHEME), "http") + "://" + or(call.getAuthority(), "127.0.0.1"),
                ByteString.EMPTY);
    }

    /**
     * The message in the one form that it has for a body, whichever key the caller wrote: with an action, and with the tags beside it. Fails
     * with the original's 400 where it names no API of the path.
     */
    static Message normalised(FacadeMethod method, Message request, String path) {
        var type = request.getDescriptorForType();
        if (type.getRealOneofs().isEmpty()) {
            return request;
        }
        var action = request.getOneofFieldDescriptor(type.getRealOneofs().getFirst());
        if (action != null) {
            return withTagsBeside(request, (Message) request.getField(action));
        }
        var params = type.findFieldByName("params");
        if (params != null && params.getContainingOneof() == null && request.hasField(params)) {
            return ofParams(method, request, params, path);
        }
        if (method.api().getSharedPath()) {
            throw Envelope.noAction(path);
        }
        return request;
    }

    private static Message ofParams(FacadeMethod method, Message request, FieldDescriptor params, String path) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("params", StructJson.object((Struct) request.getField(params)));
        for (var name : TAGS) {
            var tags = request.getDescriptorForType().findFieldByName(name);
            if (request.getRepeatedFieldCount(tags) > 0) {
                members.put(tags.getJsonName(), texts((List<?>) request.getField(tags)));
            }
        }
        var type = request.getDescriptorForType();
        var body =
                Envelope.normalise(new JsonObject(members), type, method.api().getSharedPath(), path);
        var read = MessageReader.read(body, method);
        type.getFields().stream()
                .filter(field -> field.getType() == FieldDescriptor.Type.STRING
                        && !field.isRepeated()
                        && request.hasField(field))
                .forEach(variable -> read.setField(variable, request.getField(variable)));
        return read.build();
    }

    private static JsonArray texts(List<?> texts) {
        return new JsonArray(texts.stream()
                .<JsonValue>map(text -> new JsonText(String.valueOf(text)))
                .toList());
    }

    private static Message withTagsBeside(Message request, Message parameters) {
        var builder = request.toBuilder();
        for (var name : TAGS) {
            var beside = request.getDescriptorForType().findFieldByName(name);
            var among = parameters.getDescriptorForType().findFieldByName(name);
            if (beside != null && among != null && request.getRepeatedFieldCount(beside) == 0) {
                builder.setField(beside, parameters.getField(among));
            }
        }
        return builder.build();
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static String first(Metadata metadata, String key) {
        var values = metadata.getAll(ascii(key));
        return values == null ? "" : values.iterator().next();
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
