package io.longshore.rest.facade;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.longshore.rest.facade.JobStart.Done;
import io.longshore.rest.facade.JobStart.Going;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.WatchOptions;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One job's start as its caller wants it: {@code requestId} names the task (empty: the server finds a name), and {@code detached}
 * callers do not wait for its end. A held call ends early, as {@link Going}, where the current {@link Context} runs out of time and where
 * the server stops.
 */
public final class JobCall {
    private final Call call;
    private final String requestId;
    private final boolean detached;

    private JobCall(Call call, String requestId, boolean detached) {
        this.call = call;
        this.requestId = requestId;
        this.detached = detached;
    }

    /** A start whose caller polls. */
    public static JobCall detached(Channel channel, @Nullable String authorization, String requestId) {
        return new JobCall(Call.of(channel, authorization), requestId, true);
    }

    /** A start whose caller waits. */
    public static JobCall held(Channel channel, @Nullable String authorization, String requestId) {
        return new JobCall(Call.of(channel, authorization), requestId, false);
    }

    String requestId() {
        return requestId;
    }

    Call call() {
        return call;
    }

    /** How the operation's stream is to be watched. */
    WatchOptions watch() {
        return WatchOptions.newBuilder().setDetach(detached).build();
    }

    /** A short operation: done when it answers. */
    <Q, R> Done unary(MethodDescriptor<Q, R> method, Q request, Function<R, Message> answer) {
        return new Done(answer.apply(call.unary(method, request)));
    }

    /** A long operation: its stream is read to its end, which for a detached caller is its first event. */
    <Q, R> JobStart stream(
            MethodDescriptor<Q, R> method, Q request, Function<R, TaskEvent> event, TaskAnswers answers) {
        var last = TaskEvent.getDefaultInstance();
        try {
            var events = ClientCalls.blockingServerStreamingCall(call.channel(), method, CallOptions.DEFAULT, request);
            while (events.hasNext()) {
                last = event.apply(events.next());
            }
        } catch (StatusRuntimeException e) {
            var refusal = Failures.refusal(e);
            boolean running = !last.getTaskUuid().isEmpty() && !last.hasTerminal();
            if (patienceEnded(Context.current()) || (running && refusal.unanswered())) {
                return new Going(last.getTaskUuid()); // the watching has ended, not the task
            }
            throw refusal;
        }
        return detached
                ? new Going(last.getTaskUuid())
                : new Done(answers.succeeded(last.getTerminal().getTask()));
    }

    /** The call's own timer may be earlier than the context's. */
    private static boolean patienceEnded(Context context) {
        var deadline = context.getDeadline();
        return context.isCancelled() || (deadline != null && deadline.isExpired());
    }
}
