package io.longshore.rest.http;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.longshore.rest.facade.Facade;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.zstack.v1.GetApiJobRequest;
import io.longshore.rest.zstack.v1.JobApiServiceGrpc;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The facade as gRPC services, for a transcoder before this server: each RPC answers as its path does over HTTP, jobs, held calls and refusals
 * included. Thread-safe; handlers block.
 */
public final class FacadeServices implements AutoCloseable {
    private final Apis apis;
    private final List<ServerServiceDefinition> definitions;

    /** The services over a facade. */
    public FacadeServices(Facade facade, Clock clock) {
        this.apis = new Apis(facade, clock);
        var services = new LinkedHashMap<String, Service>();
        for (var method : facade.methods()) {
            var service = method.descriptor().getService();
            services.computeIfAbsent(service.getFullName(), name -> new Service(name, service.getFile()))
                    .add(method.rpc(), (http, request) -> call(method, http, request));
        }
        var polling = JobApiServiceGrpc.getServiceDescriptor();
        var jobs =
                new Service(polling.getName(), GetApiJobRequest.getDescriptor().getFile());
        jobs.add(JobApiServiceGrpc.getGetApiJobMethod(), this::poll);
        services.put(polling.getName(), jobs);
        this.definitions = services.values().stream().map(Service::definition).toList();
    }

    /** To be added to a server, which need not know who calls: each call brings its own session to the facade. */
    public List<ServerServiceDefinition> definitions() {
        return definitions;
    }

    private Answer call(FacadeMethod method, RestRequest http, Message request) {
        var normal = TranscodedRequest.normalised(method, request, Routes.withoutBase(http.path()));
        Apis.checkAuthorization(http, method);
        return apis.run(http, method, normal, JobHeaders.of(http));
    }

    private Answer poll(RestRequest http, GetApiJobRequest request) {
        return apis.poll(request.getUuid(), http.wantsSchema());
    }

    @Override
    public void close() {
        apis.close();
    }

    /** A service that is being made. */
    private final class Service {
        private final ServiceDescriptor.Builder descriptor;
        private final List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();

        Service(String name, FileDescriptor file) {
            descriptor =
                    ServiceDescriptor.newBuilder(name).setSchemaDescriptor((ProtoFileDescriptorSupplier) () -> file);
        }

        <Q extends Message, R extends Message> void add(
                MethodDescriptor<Q, R> method, BiFunction<RestRequest, Q, Answer> code) {
            descriptor.addMethod(method);
            methods.add(ServerMethodDefinition.create(method, new TranscodedHandler<>(apis, code)));
        }

        ServerServiceDefinition definition() {
            var definition = ServerServiceDefinition.builder(descriptor.build());
            methods.forEach(definition::addMethod);
            return definition.build();
        }
    }
}
