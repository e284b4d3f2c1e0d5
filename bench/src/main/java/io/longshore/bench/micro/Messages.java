package io.longshore.bench.micro;

import com.google.protobuf.ByteString;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.longshore.v1.Chunk;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.ReadResponse;
import io.longshore.v1.WriteRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Messages with a block, as gRPC has them made and read. */
@State(Scope.Thread)
public class Messages {
    private final ByteString data = ByteString.copyFrom(Content.software());
    private final Marshaller<WriteRequest> writes =
            ContentServiceGrpc.getWriteMethod().getRequestMarshaller();
    private final Marshaller<ReadResponse> reads =
            ContentServiceGrpc.getReadMethod().getResponseMarshaller();
    private final ReadResponse read = ReadResponse.newBuilder()
            .setChunk(Chunk.newBuilder().setCrc32C(7).setData(data))
            .build();
    private final byte[] written = WriteRequest.newBuilder()
            .setChunk(Chunk.newBuilder().setCrc32C(7).setData(data))
            .build()
            .toByteArray();
    private final Sent sent = new Sent();

    /** A message of an upload, come in one piece. */
    @Benchmark
    public WriteRequest parse() {
        return writes.parse(new Arrived(written));
    }

    /** A message of a read, written where gRPC has the network's buffers. */
    @Benchmark
    public int serialize() throws IOException {
        try (var stream = reads.stream(read)) {
            return stream instanceof Drainable message ? message.drainTo(sent.cleared()) : 0;
        }
    }

    /** Keeps what was written until the next is. */
    private static final class Sent extends OutputStream {
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(2 << 20);

        Sent cleared() {
            bytes.clear();
            return this;
        }

        @Override
        public void write(int one) {
            bytes.put((byte) one);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes.put(from, offset, length);
        }
    }

    /** What gRPC hands over: it tells its length. */
    private static final class Arrived extends ByteArrayInputStream implements KnownLength {
        Arrived(byte[] bytes) {
            super(bytes);
        }
    }
}
