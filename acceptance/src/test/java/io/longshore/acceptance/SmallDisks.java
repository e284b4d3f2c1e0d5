package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.v1.Chunk;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.DeleteUploadRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.WriteRequest;
import io.longshore.v1.WriteStart;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Disks of a few MiB, and which one is whose. Some of their blocks are those of others. */
final class SmallDisks {
    private static final int MIB = 1 << 20;
    private static final int KINDS = 12;

    private final Map<String, Integer> kinds = new ConcurrentHashMap<>();

    /** Says that one thing is made of another. */
    void same(String uuid, String original) {
        kinds.put(uuid, kinds.get(original));
    }

    /** Two blocks that can't be compressed, one of them shared with another disk, a hole, and an end that does not fill its block. */
    private static byte[] bytes(int kind) {
        var bytes = new byte[4 * MIB + 1000 + kind];
        fill(bytes, 0, kind);
        fill(bytes, MIB, kind / 2 + 1000);
        System.arraycopy(bytes, 0, bytes, 4 * MIB, 1000);
        return bytes;
    }

    private static void fill(byte[] target, int offset, int seed) {
        var block = new byte[MIB];
        new Random(seed).nextBytes(block);
        System.arraycopy(block, 0, target, offset, MIB);
    }

    /** Uploads a disk for what is to have a uuid. */
    void upload(Channel server, String upload, String uuid, String storage) throws Exception {
        var bytes = bytes(kinds.computeIfAbsent(uuid, key -> Math.floorMod(key.hashCode(), KINDS)));
        ContentServiceGrpc.newBlockingStub(server)
                .createUpload(CreateUploadRequest.newBuilder()
                        .setBackupStorageUuid(storage)
                        .setSizeBytes(bytes.length)
                        .setUuid(upload)
                        .build());
        var call = ContentServiceGrpc.newBlockingV2Stub(server).write();
        boolean going = call.write(WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadUuid(upload))
                .build());
        for (int at = 0; going && at < bytes.length; at += MIB) {
            var data = ByteString.copyFrom(bytes, at, Math.min(MIB, bytes.length - at));
            going = call.write(WriteRequest.newBuilder()
                    .setChunk(Chunk.newBuilder().setData(data))
                    .build());
        }
        call.halfClose();
        if (call.read() == null) {
            throw Status.UNAVAILABLE.withDescription("no answer").asRuntimeException();
        }
    }

    /** Gives an upload up that nothing was made of. */
    void forget(Channel server, String upload) {
        try {
            ContentServiceGrpc.newBlockingStub(server)
                    .deleteUpload(
                            DeleteUploadRequest.newBuilder().setUuid(upload).build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Reads what has a uuid from one storage and compares it. */
    void check(Channel server, ReadRequest.Builder source, String uuid) {
        var read = ContentServiceGrpc.newBlockingStub(server).read(source.build());
        var expected = bytes(kinds.get(uuid));
        int at = 0;
        while (read.hasNext()) {
            var answer = read.next();
            if (!answer.hasChunk()) {
                continue;
            }
            var data = answer.getChunk().getContentCase() == Chunk.ContentCase.ZERO_RUN_BYTES
                    ? ByteString.copyFrom(new byte[(int) answer.getChunk().getZeroRunBytes()])
                    : answer.getChunk().getData();
            assertThat(data).as("%s at %d", uuid, at).isEqualTo(ByteString.copyFrom(expected, at, data.size()));
            at += data.size();
        }
        assertThat(at).as("length of %s", uuid).isEqualTo(expected.length);
    }
}
