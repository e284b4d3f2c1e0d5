package io.longshore.server.rpc;

import build.buf.validate.BytesRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.Message;
import io.longshore.v1.Chunk;
import io.longshore.v1.WriteRequest;

/**
 * The rules of the one message that comes a thousand times a second. The validator copies bytes before it compares their length, which costs a third of a
 * millisecond for each MiB; here the same rules, read from the contract, cost nothing.
 */
final class ChunkRules {
    private static final BytesRules DATA = Chunk.getDescriptor()
            .findFieldByNumber(Chunk.DATA_FIELD_NUMBER)
            .getOptions()
            .getExtension(ValidateProto.field)
            .getBytes();

    private ChunkRules() {}

    /** Whether a message is a chunk of data that is sure to keep its rules. Any other is for the validator, which can say what is wrong. */
    static boolean keeps(Message message) {
        return message instanceof WriteRequest write
                && write.hasChunk()
                && write.getChunk().hasData()
                && write.getChunk().getData().size() >= DATA.getMinLen()
                && write.getChunk().getData().size() <= DATA.getMaxLen();
    }
}
