package io.longshore.rest.facade;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.longshore.rest.zstack.v1.Api;
import io.longshore.rest.zstack.v1.OptionsProto;

/**
 * One API of the facade: what its descriptor says of it and the code that answers it. Either answers at once or starts a job, as its
 * {@link #api()} says.
 */
public final class FacadeMethod {
    /** The code of an API. */
    private sealed interface Code {
        record AtOnce(Immediate<Message, ? extends Message> code) implements Code {}

        record AsJob(Job<Message> code) implements Code {}
    }

    /** Answers at once. */
    interface Immediate<Q extends Message, R extends Message> {
        R answer(Q request, Call call);
    }

    /** Starts an operation of {@code longshore.v1}. */
    interface Job<Q extends Message> {
        JobStart start(Q request, JobCall call);
    }

    private final MethodDescriptor<? extends Message, ? extends Message> rpc;
    private final Descriptors.MethodDescriptor descriptor;
    private final Message request;
    private final Message response;
    private final Code code;

    private FacadeMethod(MethodDescriptor<? extends Message, ? extends Message> method, Code code) {
        this.rpc = method;
        var schema = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
        if (schema == null) {
            throw new IllegalArgumentException("method: " + method + " (expected: one made from a .proto)");
        }
        this.descriptor = schema.getMethodDescriptor();
        this.request = prototype(method.getRequestMarshaller());
        this.response = prototype(method.getResponseMarshaller());
        this.code = code;
        boolean synchronous = code instanceof Code.AtOnce;
        if (api().getSynchronous() != synchronous) {
            throw new IllegalArgumentException(descriptor.getFullName() + ": synchronous: " + api().getSynchronous()
                    + " (expected: " + synchronous + ")");
        }
    }

    /** An API that answers at once. */
    static <Q extends Message, R extends Message> FacadeMethod immediate(
            MethodDescriptor<Q, R> method, Immediate<Q, R> code) {
        return new FacadeMethod(method, new Code.AtOnce((request, call) -> code.answer(cast(method, request), call)));
    }

    /** An API that is a job. */
    static <Q extends Message> FacadeMethod job(MethodDescriptor<Q, ? extends Message> method, Job<Q> code) {
        return new FacadeMethod(method, new Code.AsJob((request, call) -> code.start(cast(method, request), call)));
    }

    /** The RPC as gRPC knows it. */
    public MethodDescriptor<? extends Message, ? extends Message> rpc() {
        return rpc;
    }

    /** The RPC with its options. */
    public Descriptors.MethodDescriptor descriptor() {
        return descriptor;
    }

    /** How the API answers. */
    public Api api() {
        return descriptor.getOptions().getExtension(OptionsProto.api);
    }

    /** An empty request. */
    public Message requestPrototype() {
        return request;
    }

    /** An empty answer. */
    public Message responsePrototype() {
        return response;
    }

    /** Answers; fails with {@link Refusal} or {@link TextRefusal}. */
    public Message answer(Message request, Call call) {
        if (!(code instanceof Code.AtOnce(var immediate))) {
            throw new IllegalStateException(descriptor.getFullName() + " is a job");
        }
        var checked = FieldRules.check(request);
        try {
            return immediate.answer(checked, call);
        } catch (Refusal refusal) {
            throw OriginalSentences.of(checked, refusal, call);
        }
    }

    /** Starts the job; fails with {@link Refusal} where there is no task to poll, or where a held one ended badly. */
    public JobStart start(Message request, JobCall call) {
        if (!(code instanceof Code.AsJob(var job))) {
            throw new IllegalStateException(descriptor.getFullName() + " answers at once");
        }
        var checked = FieldRules.check(request);
        try {
            return job.start(checked, call);
        } catch (Refusal refusal) {
            if (FieldRules.absentIsSuccess(checked, refusal)) {
                return new JobStart.NothingToDo(response);
            }
            throw OriginalSentences.of(checked, refusal, call.call());
        }
    }

    private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
        var prototype = ((MethodDescriptor.PrototypeMarshaller<?>) marshaller).getMessagePrototype();
        if (prototype == null) {
            throw new IllegalArgumentException("marshaller: " + marshaller + " (expected: one of messages)");
        }
        return (Message) prototype;
    }

    /** A request of the method's own type: {@link #requestPrototype} is what callers build it from. */
    @SuppressWarnings("unchecked")
    private static <Q extends Message> Q cast(MethodDescriptor<Q, ?> method, Message request) {
        var prototype = prototype(method.getRequestMarshaller());
        return (Q) prototype.getClass().cast(request);
    }
}
