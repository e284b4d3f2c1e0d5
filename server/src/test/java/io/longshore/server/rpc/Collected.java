package io.longshore.server.rpc;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What a call's caller sees. */
final class Collected<Q, R> implements ClientResponseObserver<Q, R> {
    final List<R> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
    private volatile ClientCallStreamObserver<Q> call;
    private final boolean reading;

    private Collected(boolean reading) {
        this.reading = reading;
    }

    static <Q, R> Collected<Q, R> reading() {
        return new Collected<>(true);
    }

    /** A caller that takes the first message and then reads no more, unless it is told to. */
    static <Q, R> Collected<Q, R> stalled() {
        return new Collected<>(false);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        call = stream;
        if (!reading) {
            stream.disableAutoRequestWithInitial(1);
        }
    }

    @Override
    public void onNext(R message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable thrown) {
        end.complete(Optional.of(thrown));
    }

    @Override
    public void onCompleted() {
        end.complete(Optional.empty());
    }

    /** Has a stalled caller take all that comes. */
    void readOn() {
        call.request(Integer.MAX_VALUE);
    }

    void cancel() {
        call.cancel("enough", null);
    }

    boolean ended() {
        return end.isDone();
    }

    /** What the call failed with; empty where it ended well. */
    Optional<Throwable> end() {
        return end.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
