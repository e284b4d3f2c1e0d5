// Package longshore talks to a Longshore server, which keeps disk images and volume backups on backup storages and moves
// them between storages.
//
// [Connect] finds server and credentials, logs in and renews the session by itself. The [Client] has the contract's generated stubs
// as fields; their errors are [*Error] values. What the stubs can't do alone is here: [Run] starts an operation and follows its task to
// the end, [Client.Watch] follows one that runs, and [Client.Upload] and [Client.DownloadImage] move files. All of them survive lost
// connections and restarted servers.
package longshore

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	longshorev1 "longshore.io/go/longshore/v1"
)

const (
	maxMessageBytes = 8 << 20
	unaryTimeout    = 60 * time.Second
	logoutTimeout   = 2 * time.Second
)

// Client is a connection to one server under one account's session. It is safe for concurrent use.
//
// Unary calls of its stubs are made again while the server is away, so each change is given a request_id where it has none. A call
// without a deadline gets one of a minute for each try.
type Client struct {
	Images   longshorev1.ImageServiceClient
	Backups  longshorev1.BackupServiceClient
	Storages longshorev1.BackupStorageServiceClient
	Content  longshorev1.ContentServiceClient
	Tasks    longshorev1.TaskServiceClient
	Sessions longshorev1.SessionServiceClient

	conn     *grpc.ClientConn
	options  options
	session  session
	answered atomic.Bool // whether the server ever answered: one that never did is not waited for
}

// Connect opens a connection and logs in. Where options don't say otherwise, the server is LONGSHORE_SERVER, else the one whose data
// folder is LONGSHORE_DATA, else 127.0.0.1:50051; the credentials are LONGSHORE_USER (default "admin") with LONGSHORE_PASSWORD or the
// content of the file LONGSHORE_PASSWORD_FILE, else the data folder's.
//
// The caller closes the client. ctx is for connecting alone.
func Connect(ctx context.Context, opts ...Option) (*Client, error) {
	options, err := resolve(opts)
	if err != nil {
		return nil, err
	}
	c := &Client{options: options}
	c.session = session{client: c, login: make(chan struct{}, 1)}
	c.conn, err = grpc.NewClient("dns:///"+options.server.hostPort, append([]grpc.DialOption{
		grpc.WithTransportCredentials(options.transport()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessageBytes)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 20 * time.Second}),
		// A server that restarts is back after seconds: gRPC's own pauses grow to minutes.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: firstPause, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: 5 * time.Second,
		}),
		grpc.WithUnaryInterceptor(c.unary),
		grpc.WithStreamInterceptor(c.stream),
	}, options.dial...)...)
	if err != nil {
		return nil, err
	}
	c.Images = longshorev1.NewImageServiceClient(c.conn)
	c.Backups = longshorev1.NewBackupServiceClient(c.conn)
	c.Storages = longshorev1.NewBackupStorageServiceClient(c.conn)
	c.Content = longshorev1.NewContentServiceClient(c.conn)
	c.Tasks = longshorev1.NewTaskServiceClient(c.conn)
	c.Sessions = longshorev1.NewSessionServiceClient(c.conn)
	if _, err := c.session.begin(ctx); err != nil {
		c.conn.Close()
		return nil, err
	}
	return c, nil
}

// Conn is the connection under the stubs, with session and typed errors: for calls by a method's name.
func (c *Client) Conn() grpc.ClientConnInterface { return c.conn }

// Close ends the session, as far as the server can be reached, and the connection. Tasks go on.
func (c *Client) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), logoutTimeout)
	defer cancel()
	c.session.end(ctx)
	return c.conn.Close()
}

// unary makes a call as often as it takes: after a renewed session, and while the server is away.
func (c *Client) unary(ctx context.Context, method string, request, reply any, _ *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	if message, ok := request.(proto.Message); ok {
		request = repeatable(message)
	}
	return c.retry(ctx, needsSession(method), func(ctx context.Context) error {
		if _, ok := ctx.Deadline(); !ok {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, unaryTimeout)
			defer cancel()
		}
		return errorOf(invoke(ctx, method, request, reply, c.conn, opts...))
	})
}

// stream opens a call once; what fails is made again by those who know how far they came.
func (c *Client) stream(ctx context.Context, description *grpc.StreamDesc, _ *grpc.ClientConn, method string, open grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	var token string
	if needsSession(method) && !authorized(ctx) {
		var err error
		if ctx, token, err = c.session.attach(ctx); err != nil {
			return nil, err
		}
	}
	stream, err := open(ctx, description, c.conn, method, opts...)
	if err != nil {
		return nil, errorOf(err)
	}
	return typedStream{stream, &c.session, token}, nil
}

// typedStream reports errors as [*Error]. A session that was refused is not used for the next call.
type typedStream struct {
	grpc.ClientStream
	session *session
	token   string
}

func (s typedStream) SendMsg(message any) error { return errorOf(s.ClientStream.SendMsg(message)) }

func (s typedStream) RecvMsg(message any) error {
	err := errorOf(s.ClientStream.RecvMsg(message))
	if status.Code(err) == codes.Unauthenticated {
		s.session.forget(s.token)
	}
	return err
}

// needsSession leaves out the calls that begin and end sessions, and other packages' such as gRPC's health check.
func needsSession(method string) bool {
	return strings.HasPrefix(method, "/longshore.v1.") &&
		method != longshorev1.SessionService_Login_FullMethodName && method != longshorev1.SessionService_Logout_FullMethodName
}

func authorized(ctx context.Context) bool {
	sent, _ := metadata.FromOutgoingContext(ctx)
	return len(sent.Get(authorization)) > 0
}
