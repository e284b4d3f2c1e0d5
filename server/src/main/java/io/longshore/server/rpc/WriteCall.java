package io.longshore.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.longshore.server.content.UploadIntake;
import io.longshore.server.content.UploadWriting;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Caller;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.Chunk;
import io.longshore.v1.WriteRequest;
import io.longshore.v1.WriteResponse;
import io.longshore.v1.WriteStart;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of Write. gRPC hands it its messages one after another on virtual threads, and the next is asked for when the one before was taken, so the
 * caller is as fast as the storage. However the call ends, what can be committed is.
 */
final class WriteCall implements StreamObserver<WriteRequest> {
    private final Caller caller;
    private final UploadIntake intake;
    private final ServerCallStreamObserver<WriteResponse> reply;
    private final Drain.Registration registration;

    /** Null before the first message and after the end. */
    private @Nullable UploadWriting writing; // guarded by this

    private boolean ended; // guarded by this

    WriteCall(Caller caller, UploadIntake intake, Drain drain, ServerCallStreamObserver<WriteResponse> reply) {
        this.caller = caller;
        this.intake = intake;
        this.reply = reply;
        reply.disableAutoRequest();
        reply.setOnCancelHandler(this::end);
        reply.setOnCloseHandler(this::end);
        reply.request(1);
        registration = drain.onDrain(() -> Thread.ofVirtual().start(this::drain));
    }

    @Override
    public synchronized void onNext(WriteRequest message) {
        if (ended) {
            return;
        }
        try {
            take(message);
            reply.request(1);
        } catch (InterruptedException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void take(WriteRequest message) throws InterruptedException {
        switch (message.getPartCase()) {
            case START -> start(message.getStart());
            case CHUNK -> write(message.getChunk());
            case PART_NOT_SET -> throw ConditionProtos.unset("part", "none");
        }
    }

    private void start(WriteStart start) throws InterruptedException {
        if (writing != null) {
            throw misplaced("start: a second one (expected: in the first message alone)");
        }
        writing = intake.start(caller, Uuids.normalize(start.getUploadUuid()), start.getOffset());
    }

    private void write(Chunk chunk) throws InterruptedException {
        var open = writing;
        if (open == null) {
            throw misplaced("start: none (expected: in the first message)");
        }
        switch (chunk.getContentCase()) {
            case DATA -> {
                var data = chunk.getData().asReadOnlyByteBuffer();
                if (chunk.hasCrc32C()) {
                    open.write(data, chunk.getCrc32C());
                } else {
                    open.write(data);
                }
            }
            case ZERO_RUN_BYTES -> open.writeZeros(chunk.getZeroRunBytes());
            case CONTENT_NOT_SET -> throw ConditionProtos.unset("chunk.content", "none");
        }
    }

    private static FailureException misplaced(String message) {
        return new FailureException(Reason.INVALID_ARGUMENT, message, Map.of("field", "start"));
    }

    @Override
    public synchronized void onCompleted() {
        if (ended) {
            return;
        }
        try {
            var open = writing;
            if (open == null) {
                throw misplaced("start: none (expected: in the first message)");
            }
            var upload = open.finish();
            end();
            Unary.answer(
                    reply,
                    WriteResponse.newBuilder()
                            .setUpload(ContentProtos.upload(upload))
                            .build());
        } catch (InterruptedException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        end();
    }

    private synchronized void drain() {
        if (!ended) {
            fail(ErrorStatuses.stopping().toException());
        }
    }

    private void fail(Exception thrown) {
        end();
        reply.onError(thrown);
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        registration.close();
        var open = writing;
        writing = null;
        if (open != null) {
            open.close();
        }
    }
}
