package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"longshore.io/go"
	longshorev1 "longshore.io/go/longshore/v1"
)

// call calls a method by its name. A server stream is read to its end, and its last message counts.
func call(ctx context.Context, connection grpc.ClientConnInterface, name string, request json.RawMessage) (answer, error) {
	method, err := methodOf(name)
	if err != nil {
		return nil, err
	}
	in, err := message(method.Input())
	if err != nil {
		return nil, err
	}
	if err := protojson.Unmarshal(request, in); err != nil {
		return nil, err
	}
	out, err := message(method.Output())
	if err != nil {
		return nil, err
	}
	if method.IsStreamingServer() {
		err = last(ctx, connection, name, in, out)
	} else {
		err = connection.Invoke(ctx, "/"+name, in, out)
	}
	return func() (any, error) { return jsonOf(out) }, err
}

func last(ctx context.Context, connection grpc.ClientConnInterface, name string, in, out proto.Message) error {
	stream, err := connection.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, "/"+name)
	if err != nil {
		return err
	}
	if err := stream.SendMsg(in); err != nil && err != io.EOF {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	for {
		if err := stream.RecvMsg(out); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func methodOf(name string) (protoreflect.MethodDescriptor, error) {
	serviceName, methodName, _ := strings.Cut(name, "/")
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(serviceName))
	if err != nil {
		return nil, fmt.Errorf("method: %s: %w", name, err)
	}
	if service, ok := found.(protoreflect.ServiceDescriptor); ok {
		if method := service.Methods().ByName(protoreflect.Name(methodName)); method != nil {
			return method, nil
		}
	}
	return nil, fmt.Errorf("method: %s (expected: SERVICE/METHOD of the contract)", name)
}

func message(descriptor protoreflect.MessageDescriptor) (proto.Message, error) {
	found, err := protoregistry.GlobalTypes.FindMessageByName(descriptor.FullName())
	if err != nil {
		return nil, err
	}
	return found.New().Interface(), nil
}

type events = iter.Seq2[*longshorev1.TaskEvent, error]

// start begins an operation as the library has it.
func start(ctx context.Context, c *longshore.Client, method string, request json.RawMessage) (events, error) {
	switch method {
	case "longshore.v1.ImageService/AddImage":
		return operation(ctx, c, c.Images.AddImage, &longshorev1.AddImageRequest{}, request)
	case "longshore.v1.ImageService/MigrateImage":
		return operation(ctx, c, c.Images.MigrateImage, &longshorev1.MigrateImageRequest{}, request)
	case "longshore.v1.ImageService/CreateDataVolumeTemplate":
		return operation(ctx, c, c.Images.CreateDataVolumeTemplate, &longshorev1.CreateDataVolumeTemplateRequest{}, request)
	case "longshore.v1.BackupService/CreateVmBackup":
		return operation(ctx, c, c.Backups.CreateVmBackup, &longshorev1.CreateVmBackupRequest{}, request)
	case "longshore.v1.BackupService/SyncVmBackup":
		return operation(ctx, c, c.Backups.SyncVmBackup, &longshorev1.SyncVmBackupRequest{}, request)
	default:
		return nil, fmt.Errorf("method: %s (expected: one that starts a task)", method)
	}
}

func operation[Q proto.Message, M any, R longshore.TaskResponse[M]](
	ctx context.Context,
	c *longshore.Client,
	call func(context.Context, Q, ...grpc.CallOption) (grpc.ServerStreamingClient[M], error),
	request Q,
	text json.RawMessage,
) (events, error) {
	if err := protojson.Unmarshal(text, request); err != nil {
		return nil, err
	}
	return longshore.Run[Q, M, R](ctx, c, call, request), nil
}
