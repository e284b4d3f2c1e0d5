package io.longshore.server.rpc;

import build.buf.protovalidate.Config;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import build.buf.validate.Violation;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Holds every message of every call to the rules that stand beside its fields in the contract, before the handler sees it. Making the rules ready takes a
 * second of a processor, so that is done beside the rest of the server's start; a call that comes before waits.
 */
final class ValidationInterceptor implements ServerInterceptor {
    private final FutureTask<Validator> validator;

    /** @param warmUp messages of which some are sure to come */
    ValidationInterceptor(List<? extends Message> warmUp) {
        validator = new FutureTask<>(() -> ready(warmUp));
        Thread.ofPlatform().name("rules").daemon().start(validator);
    }

    /** A validator that has read these messages' rules. Native rules do in Java what CEL would, some ten times as fast. */
    private static Validator ready(List<? extends Message> warmUp) throws ValidationException {
        var validator = ValidatorFactory.newBuilder()
                .withConfig(Config.newBuilder().setEnableNativeRules(true).build())
                .build();
        for (var message : warmUp) {
            validator.validate(message);
        }
        return validator;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                if (message instanceof Message checked) {
                    check(checked);
                }
                super.onMessage(message);
            }
        };
    }

    /**
     * Checks a message.
     *
     * @throws InvalidRequestException it breaks a rule
     */
    void check(Message message) {
        if (ChunkRules.keeps(message)) {
            return;
        }
        try {
            var result = validator.get().validate(message);
            if (!result.isSuccess()) {
                throw new InvalidRequestException(result.toProto().getViolationsList().stream()
                        .map(ValidationInterceptor::fieldViolation)
                        .toList());
            }
        } catch (ValidationException | ExecutionException e) {
            throw new IllegalStateException(
                    "the rules of " + message.getDescriptorForType().getFullName(), e);
        } catch (InterruptedException _) {
            throw ErrorStatuses.stopping().toException();
        }
    }

    private static FieldViolation fieldViolation(Violation violation) {
        return FieldViolation.newBuilder()
                .setField(path(violation.getField()))
                .setDescription(violation.getMessage())
                .setReason(violation.getRuleId())
                .build();
    }

    private static String path(FieldPath field) {
        return field.getElementsList().stream()
                .map(ValidationInterceptor::element)
                .collect(Collectors.joining("."));
    }

    private static String element(FieldPathElement element) {
        return switch (element.getSubscriptCase()) {
            case INDEX -> element.getFieldName() + "[" + element.getIndex() + "]";
            case BOOL_KEY -> element.getFieldName() + "[" + element.getBoolKey() + "]";
            case INT_KEY -> element.getFieldName() + "[" + element.getIntKey() + "]";
            case UINT_KEY -> element.getFieldName() + "[" + element.getUintKey() + "]";
            case STRING_KEY -> element.getFieldName() + "[" + element.getStringKey() + "]";
            case SUBSCRIPT_NOT_SET -> element.getFieldName();
        };
    }
}
