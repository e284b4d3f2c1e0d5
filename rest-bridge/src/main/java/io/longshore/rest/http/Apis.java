package io.longshore.rest.http;

import com.google.protobuf.Message;
import io.longshore.rest.facade.Call;
import io.longshore.rest.facade.Facade;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.facade.Refusal;
import io.longshore.rest.facade.TextRefusal;
import java.time.Clock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the facade's APIs for requests that are read already: at once, held, or as jobs. What comes before, from the route to the fields, is
 * the bridge's own affair, be it {@link Exchange} or a transcoder before {@link FacadeServices}.
 */
final class Apis implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Apis.class);

    private final Facade facade;
    private final Jobs jobs;

    Apis(Facade facade, Clock clock) {
        this.facade = facade;
        this.jobs = new Jobs(facade, new JobMemory(clock));
    }

    /** Fails with the original's text where the API needs a session and the request has nothing like one. */
    static void checkAuthorization(RestRequest request, FacadeMethod method) {
        if (!method.api().getSessionless()) {
            Authorization.check(request.header("authorization"));
        }
    }

    /** Answers a request; fails with {@link Refusal} or {@link TextRefusal}. */
    Answer run(RestRequest request, FacadeMethod method, Message message, JobHeaders headers) {
        if (!method.api().getSynchronous()) {
            return jobs.run(method, message, headers, request);
        }
        var authorization = method.api().getSessionless() ? null : request.header("authorization");
        var answer = method.answer(message, Call.of(facade.channel(), authorization));
        boolean query = method.api().getQuery();
        var projection = query ? Query.projection(message) : Projection.ALL;
        return new Answer.Done(answer, projection, query || request.wantsSchema());
    }

    /** Tells where a job stands, which needs no session. */
    Answer poll(String job, boolean withSchema) {
        return jobs.poll(job, withSchema);
    }

    /** What {@code answer} gives, or what its failure means to the caller. */
    Answer guarded(RestRequest request, Supplier<Answer> answer) {
        try {
            return answer.get();
        } catch (TextRefusal refusal) {
            return new Answer.Text(refusal.status(), refusal.text());
        } catch (Refusal refusal) {
            return new Answer.Failed(refusal.error());
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("verb", request.verb())
                    .addKeyValue("path", request.path())
                    .setCause(e)
                    .log("request failed");
            return new Answer.Text(500, "internal error; the server's log has more");
        }
    }

    @Override
    public void close() {
        jobs.close();
    }
}
