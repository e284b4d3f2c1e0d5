package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.Context;
import io.longshore.rest.facade.Facade;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.facade.JobCall;
import io.longshore.rest.facade.JobFacade;
import io.longshore.rest.facade.JobStart;
import io.longshore.rest.facade.JobState;
import io.longshore.rest.facade.Refusal;
import io.longshore.rest.facade.TextRefusal;
import io.longshore.rest.facade.Uuids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The life of the original's asynchronous APIs: held calls, jobs to poll, and their polling. A job is the task of its uuid; only what
 * was refused before there was a task is remembered here.
 */
final class Jobs implements AutoCloseable {
    /** The original's default for an API without a limit of its own. */
    private static final long DEFAULT_TIMEOUT_SECONDS = 1800;

    private final Channel channel;
    private final JobFacade tasks;
    private final JobMemory memory;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("rest-bridge-patience").factory());

    Jobs(Facade facade, JobMemory memory) {
        this.channel = facade.channel();
        this.tasks = facade.jobs();
        this.memory = memory;
    }

    /** Runs an API that is a job, in the way that the request's headers ask for. */
    Answer run(FacadeMethod method, Message message, JobHeaders headers, RestRequest request) {
        var job = new Job(method, message, headers, request);
        if (headers.held() && job.anonymous()) {
            return hold(job);
        }
        var known = memory.find(job.uuid());
        if (known.isPresent() && !known.get().isOf(job.fingerprint())) {
            throw job.duplicate();
        }
        if (headers.held()) {
            return hold(job);
        }
        if (known.isEmpty() || known.get().healable()) {
            start(job);
        }
        return job.locationOf(job.uuid());
    }

    /** Answers {@code GET /api-jobs/{uuid}}, which needs no session. */
    Answer poll(String job, boolean withSchema) {
        var end = memory.find(job).map(JobMemory.Entry::end).or(() -> tasks.poll(Uuids.ofJob(job)));
        if (end.isEmpty()) {
            return new Answer.Text(404, "the job has been expired");
        }
        return switch (end.get()) {
            case JobState.Running() -> new Answer.Accepted("{}");
            case JobState.Succeeded(var answer) -> new Answer.Done(answer, Projection.ALL, withSchema);
            case JobState.Failed(var error) -> new Answer.Failed(error);
        };
    }

    private void start(Job job) {
        try {
            var call = JobCall.detached(channel, job.authorization(), job.taskUuid());
            if (job.method().start(job.message(), call) instanceof JobStart.NothingToDo(var answer)) {
                memory.remember(job.uuid(), job.fingerprint(), new JobState.Succeeded(answer), false);
            } else {
                memory.forget(job.uuid());
            }
        } catch (Refusal refusal) {
            job.refuseReused(refusal);
            var end = new JobState.Failed(refusal.error());
            memory.remember(job.uuid(), job.fingerprint(), end, refusal.healable());
        }
    }

    /** Waits for the end, or for as long as the caller wants to; whoever waits no longer can poll. */
    private Answer hold(Job job) {
        var patience = job.headers().patience();
        var context = patience.isEmpty()
                ? Context.current().withCancellation()
                : Context.current().withDeadlineAfter(patience.get().toMillis(), TimeUnit.MILLISECONDS, timer);
        var outer = context.attach();
        try {
            var call = JobCall.held(channel, job.authorization(), job.anonymous() ? "" : job.taskUuid());
            boolean withSchema = job.request().wantsSchema();
            return switch (job.method().start(job.message(), call)) {
                case JobStart.Done(var answer) -> new Answer.Done(answer, Projection.ALL, withSchema);
                case JobStart.NothingToDo(var answer) -> new Answer.Done(answer, Projection.ALL, withSchema);
                case JobStart.Going(var task) -> job.locationOf(job.anonymous() && !task.isEmpty() ? task : job.uuid());
            };
        } catch (Refusal refusal) {
            job.refuseReused(refusal);
            return new Answer.Failed(refusal.error());
        } finally {
            context.detachAndCancel(outer, null);
        }
    }

    /** One request for a job, with the name that it was given or is given here. */
    private record Job(
            FacadeMethod method,
            Message message,
            JobHeaders headers,
            RestRequest request,
            String uuid,
            ByteString fingerprint) {
        Job(FacadeMethod method, Message message, JobHeaders headers, RestRequest request) {
            var named = headers.uuid();
            this(
                    method,
                    message,
                    headers,
                    request,
                    named == null ? Uuids.random() : named,
                    Jobs.fingerprint(method, message));
        }

        /** Whether nobody will ever ask for it again: then the server names its task, and keeps nothing of a refusal. */
        boolean anonymous() {
            return headers.held()
                    && headers.uuid() == null
                    && headers.patience().isEmpty();
        }

        String taskUuid() {
            return Uuids.ofJob(uuid);
        }

        @Nullable
        String authorization() {
            return request.header("authorization");
        }

        void refuseReused(Refusal refusal) {
            if (refusal.requestIdReused()) {
                throw duplicate();
            }
        }

        TextRefusal duplicate() {
            return new TextRefusal(400, "Duplicate job uuid[%s]".formatted(uuid));
        }

        /** Always under {@code /zstack}: the original's clients cut the address there. */
        Answer locationOf(String name) {
            var own = method.api().getTimeoutSeconds();
            var asked = headers.timeoutMillis();
            long timeout = asked != null ? asked : 1000 * (own == 0 ? DEFAULT_TIMEOUT_SECONDS : own);
            return new Answer.Accepted("{\"location\":\"%s/zstack/v1/api-jobs/%s\",\"apiTimeout\":%d}"
                    .formatted(Reply.escaped(request.base()), Routes.encoded(name), timeout));
        }
    }

    private static ByteString fingerprint(FacadeMethod method, Message message) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(method.descriptor().getFullName().getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return ByteString.copyFrom(sha256.digest(message.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
