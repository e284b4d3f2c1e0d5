package io.longshore.rest.http;

import io.longshore.rest.facade.Facade;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.facade.TextRefusal;
import io.longshore.rest.http.JsonValue.JsonObject;
import io.longshore.rest.http.Routes.Match;
import java.time.Clock;
import java.util.Map;

/**
 * Answers one HTTP request, in the original's order: route, key of the body, {@code Authorization}, kinds of the fields, headers of the
 * job, path variables, then the API. What fails first is what the caller is told.
 *
 * <p>Thread-safe; calls block.
 */
final class Exchange implements AutoCloseable {
    private static final String JOBS = "/v1/api-jobs/";

    private final Routes routes;
    private final Apis apis;

    Exchange(Facade facade, Clock clock) {
        this.routes = new Routes(facade.methods());
        this.apis = new Apis(facade, clock);
    }

    /** The answer, whatever comes; fails never. */
    Reply answer(RestRequest request) {
        return Reply.of(apis.guarded(request, () -> call(request)));
    }

    private Answer call(RestRequest request) {
        var path = Routes.withoutBase(request.path());
        return path.startsWith(JOBS)
                ? poll(request, Routes.decoded(path.substring(JOBS.length())))
                : call(request, routes.find(request.verb(), path), path);
    }

    private Answer poll(RestRequest request, String job) {
        return request.verb().equals("GET")
                ? apis.poll(job, request.wantsSchema())
                : new Answer.Text(405, "only GET method is allowed for querying job status");
    }

    private Answer call(RestRequest request, Match match, String path) {
        var method = match.method();
        var parameters = match.body() ? body(request, method, path) : Query.parameters(request, method);
        Apis.checkAuthorization(request, method);
        var builder = MessageReader.read(parameters, method);
        var headers = JobHeaders.of(request);
        match.variables()
                .forEach((name, value) ->
                        builder.setField(builder.getDescriptorForType().findFieldByName(name), value));
        return apis.run(request, method, builder.build(), headers);
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
        apis.close();
    }
}
