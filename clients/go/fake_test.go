package longshore_test

import (
	"context"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/protoadapt"

	"longshore.io/go"
	longshorev1 "longshore.io/go/longshore/v1"
)

// fake is a server whose calls are what a test says.
type fake struct {
	longshorev1.UnimplementedSessionServiceServer
	longshorev1.UnimplementedImageServiceServer
	longshorev1.UnimplementedContentServiceServer
	longshorev1.UnimplementedTaskServiceServer

	mu      sync.Mutex
	logins  int
	expired map[string]bool // sessions that are not good any more

	getImage     func(*longshorev1.GetImageRequest) (*longshorev1.GetImageResponse, error)
	deleteImage  func(*longshorev1.DeleteImageRequest) (*longshorev1.DeleteImageResponse, error)
	migrateImage func(*longshorev1.MigrateImageRequest, grpc.ServerStreamingServer[longshorev1.MigrateImageResponse]) error
	watchTasks   func(*longshorev1.WatchTasksRequest, grpc.ServerStreamingServer[longshorev1.WatchTasksResponse]) error
	upload       *fakeUpload
	read         func(*longshorev1.ReadRequest, grpc.ServerStreamingServer[longshorev1.ReadResponse]) error
}

func (f *fake) Login(_ context.Context, request *longshorev1.LoginRequest) (*longshorev1.LoginResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if request.GetPassword() != "right" {
		return nil, refusal(codes.Unauthenticated, "WRONG_CREDENTIALS", "wrong account name or password")
	}
	f.logins++
	return &longshorev1.LoginResponse{Session: &longshorev1.Session{Uuid: "session-" + strconv.Itoa(f.logins)}}, nil
}

func (f *fake) Logout(context.Context, *longshorev1.LogoutRequest) (*longshorev1.LogoutResponse, error) {
	return &longshorev1.LogoutResponse{}, nil
}

// authenticate refuses a call without a session, or with one that has expired.
func (f *fake) authenticate(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	sent, _ := metadata.FromIncomingContext(ctx)
	if tokens := sent.Get("authorization"); len(tokens) != 1 || f.expired[tokens[0]] {
		return refusal(codes.Unauthenticated, "UNAUTHENTICATED", "no session")
	}
	return nil
}

func (f *fake) GetImage(ctx context.Context, request *longshorev1.GetImageRequest) (*longshorev1.GetImageResponse, error) {
	if err := f.authenticate(ctx); err != nil {
		return nil, err
	}
	return f.getImage(request)
}

func (f *fake) DeleteImage(_ context.Context, request *longshorev1.DeleteImageRequest) (*longshorev1.DeleteImageResponse, error) {
	return f.deleteImage(request)
}

func (f *fake) MigrateImage(request *longshorev1.MigrateImageRequest, stream grpc.ServerStreamingServer[longshorev1.MigrateImageResponse]) error {
	if err := f.authenticate(stream.Context()); err != nil {
		return err
	}
	return f.migrateImage(request, stream)
}

func (f *fake) WatchTasks(request *longshorev1.WatchTasksRequest, stream grpc.ServerStreamingServer[longshorev1.WatchTasksResponse]) error {
	return f.watchTasks(request, stream)
}

func (f *fake) Read(request *longshorev1.ReadRequest, stream grpc.ServerStreamingServer[longshorev1.ReadResponse]) error {
	return f.read(request, stream)
}

// connect starts the server and a client of it.
func (f *fake) connect(t *testing.T, opts ...longshore.Option) *longshore.Client {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	server := grpc.NewServer()
	longshorev1.RegisterSessionServiceServer(server, f)
	longshorev1.RegisterImageServiceServer(server, f)
	longshorev1.RegisterContentServiceServer(server, f)
	longshorev1.RegisterTaskServiceServer(server, f)
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	client, err := longshore.Connect(t.Context(), append([]longshore.Option{
		longshore.WithServer("127.0.0.1:1"),
		longshore.WithCredentials("admin", "right"),
		longshore.WithPatience(10 * time.Second),
		longshore.WithDialOptions(grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) })),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// refusal is an error as a server sends it.
func refusal(code codes.Code, reason, message string, more ...protoadapt.MessageV1) error {
	details := append([]protoadapt.MessageV1{
		&errdetails.ErrorInfo{Reason: reason, Domain: "longshore.io", Metadata: map[string]string{"taskUuid": "t"}},
		&longshorev1.ErrorCode{Code: "SYS.1006", Details: message, Cause: &longshorev1.ErrorCode{Code: "SYS.1000", Details: "the disk is full"}},
	}, more...)
	detailed, err := status.New(code, message).WithDetails(details...)
	if err != nil {
		panic(err)
	}
	return detailed.Err()
}

var errLost = status.Error(codes.Unavailable, "connection reset")
