package io.longshore.rest.http;

import com.google.protobuf.Message;
import io.longshore.rest.facade.Call;
import io.longshore.rest.facade.Facade;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.facade.Refusal;
import io.longshore.rest.facade.TextRefusal;
import io.longshore.rest.http.JsonValue.JsonObject;
import io.longshore.rest.http.Routes.Match;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one HTTP request, in the original's order: route, key of the body, {@code Authorization}, kinds of the fields, headers of the
 * job, path variables, then the API. What fails first is what the caller is told.
 *
 * <p>Thread-safe; calls block.
 */
final class Exchange implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final String JOBS = "/v1/api-jobs/";

    private final Facade facade;
    private final Routes routes;
    private final Jobs jobs;

    Exchange(Facade facade, Clock clock) {
        this.facade = facade;
        this.routes = new Routes(facade.methods());
        this.jobs = new Jobs(facade, new JobMemory(clock));
    }

    /** The answer, whatever comes; fails never. */
    Reply answer(RestRequest request) {
        var path = Routes.withoutBase(request.path());
        try {
            return path.startsWith(JOBS)
                    ? poll(request, Routes.decoded(path.substring(JOBS.length())))
                    : call(request, routes.find(request.verb(), path), path);
        } catch (TextRefusal refusal) {
            return Reply.text(refusal);
        } catch (Refusal refusal) {
            return Reply.failure(refusal.error());
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("verb", request.verb())
                    .addKeyValue("path", path)
                    .setCause(e)
                    .log("request failed");
            return Reply.text(500, "internal error; the server's log has more");
        }
    }

    private Reply poll(RestRequest request, String job) {
        return request.verb().equals("GET")
                ? jobs.poll(job, request.wantsSchema())
                : Reply.text(405, "only GET method is allowed for querying job status");
    }

    private Reply call(RestRequest request, Match match, String path) {
        var method = match.method();
        var parameters = match.body() ? body(request, method, path) : Query.parameters(request, method);
        if (!method.api().getSessionless()) {
            Authorization.check(request.header("authorization"));
        }
        var builder = MessageReader.read(parameters, method);
        var headers = JobHeaders.of(request);
        match.variables()
                .forEach((name, value) ->
                        builder.setField(builder.getDescriptorForType().findFieldByName(name), value));
        return run(request, method, builder.build(), headers);
    }

    private Reply run(RestRequest request, FacadeMethod method, Message message, JobHeaders headers) {
        if (!method.api().getSynchronous()) {
            return jobs.run(method, message, headers, request);
        }
        var authorization = method.api().getSessionless() ? null : request.header("authorization");
        var answer = method.answer(message, Call.of(facade.channel(), authorization));
        boolean query = method.api().getQuery();
        var projection = query ? Query.projection(message) : Projection.ALL;
        return Reply.answer(answer, projection, query || request.wantsSchema());
    }

    private static JsonObject body(RestRequest request, FacadeMethod method, String path) {
        boolean shared = method.api().getSharedPath();
        if (request.body().isEmpty()) {
            if (shared) {
                throw new TextRefusal(500, "the body is empty (expected: an object with the key of an action)");
            }
            return new JsonObject(Map.of());
        }
        return Envelope.normalise(
                JsonBody.read(request.body()), method.descriptor().getInputType(), shared, path);
    }

    @Override
    public void close() {
        jobs.close();
    }
}
