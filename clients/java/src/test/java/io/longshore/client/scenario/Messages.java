package io.longshore.client.scenario;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Messages in protobuf's JSON, with the contract's own field names. */
final class Messages {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Messages() {}

    static <B extends Message.Builder> B read(String json, B into) throws InvalidProtocolBufferException {
        JsonFormat.parser().merge(json, into);
        return into;
    }

    static JsonNode json(MessageOrBuilder message) throws InvalidProtocolBufferException {
        return MAPPER.readTree(JsonFormat.printer().preservingProtoFieldNames().print(message));
    }

    /** The message's JSON under a name. */
    static JsonNode under(String name, MessageOrBuilder message) throws InvalidProtocolBufferException {
        return MAPPER.createObjectNode().set(name, json(message));
    }
}
