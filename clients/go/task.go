package longshore

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	longshorev1 "longshore.io/go/longshore/v1"
)

// TaskResponse is an answer of the calls that start tasks.
type TaskResponse[M any] interface {
	*M
	GetEvent() *longshorev1.TaskEvent
}

// Run starts an operation and follows its task to the end:
//
//	for event, err := range longshore.Run(ctx, c, c.Images.MigrateImage, &longshorev1.MigrateImageRequest{…}) {
//		if err != nil {
//			return err
//		}
//		…
//	}
//
// Nothing is sent before the first iteration. Events come once and in order: first a snapshot, last the terminal event, which has the
// task with its result; heartbeats are left out. A lost connection or a restarted server is survived inside: the call is made again
// with the same request_id, which is made up where the request has none, and goes on behind the last event. Where the server sends a
// snapshot with start_over, what was seen before no longer counts.
//
// The terminal event of a task that did not succeed comes together with its error. Any other error comes alone, and is the last:
// the operation was refused, the server was lost for too long, or ctx is done. Leaving the loop or ending ctx does not end the
// task; iterating again attaches to it again.
func Run[Q proto.Message, M any, R TaskResponse[M]](
	ctx context.Context,
	c *Client,
	call func(context.Context, Q, ...grpc.CallOption) (grpc.ServerStreamingClient[M], error),
	request Q,
) iter.Seq2[*longshorev1.TaskEvent, error] {
	request = repeatable(request)
	return c.follow(ctx, TaskError, attachment(request), func(ctx context.Context, watch *longshorev1.WatchOptions) (receiver, error) {
		stream, err := call(ctx, attached(request, watch))
		return receive[M, R](stream), err
	})
}

// Watch follows a task that someone started, as [Run] does; but that the task fails is no error of the watch.
func (c *Client) Watch(ctx context.Context, taskUUID string) iter.Seq2[*longshorev1.TaskEvent, error] {
	noError := func(*longshorev1.Task) error { return nil }
	return c.follow(ctx, noError, nil, func(ctx context.Context, watch *longshorev1.WatchOptions) (receiver, error) {
		stream, err := c.Tasks.WatchTask(ctx, &longshorev1.WatchTaskRequest{Uuid: taskUUID, Watch: watch})
		return receive[longshorev1.WatchTaskResponse](stream), err
	})
}

// WatchTasks tells what happens to all tasks that the caller may see, also to those that begin later, until ctx is done or the loop is left.
//
// First come those that have ended since the request's resume_token, which is that of the last message that was seen, in this program or the
// one before; then those that live, then a message with synced, then what happens. After a lost connection it goes on with the token that
// came last: then those that live come once more, and another synced. Heartbeats are left out. An error comes alone, and is the last.
func (c *Client) WatchTasks(ctx context.Context, request *longshorev1.WatchTasksRequest) iter.Seq2[*longshorev1.WatchTasksResponse, error] {
	return func(yield func(*longshorev1.WatchTasksResponse, error) bool) {
		w := tasksWatcher{&attempts{client: c}, proto.CloneOf(request), yield}
		for {
			done, err := w.once(ctx)
			if done {
				return
			}
			if err := w.failed(ctx, err); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// tasksWatcher watches all tasks over however many calls.
type tasksWatcher struct {
	*attempts
	request *longshorev1.WatchTasksRequest // with the token that came last
	yield   func(*longshorev1.WatchTasksResponse, error) bool
}

// once makes the call and shows its news. It returns whether the caller has seen enough, and else why the call ended.
func (w *tasksWatcher) once(ctx context.Context) (done bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ctx, err = w.begin(ctx)
	if err != nil {
		return false, err
	}
	silence := time.AfterFunc(w.client.options.silence, func() { cancel(errSilent) })
	defer silence.Stop()
	stream, err := w.client.Tasks.WatchTasks(ctx, w.request)
	for err == nil {
		var news *longshorev1.WatchTasksResponse
		if news, err = stream.Recv(); err != nil {
			break
		}
		silence.Stop() // what the caller does with it takes its own time
		w.gained()
		w.request.ResumeToken = news.GetResumeToken()
		if news.GetHeartbeat() == nil && !w.yield(news, nil) {
			return true, nil
		}
		silence.Reset(w.client.options.silence)
	}
	switch {
	case context.Cause(ctx) == errSilent:
		return false, lostf("nothing heard for %s", w.client.options.silence)
	case err == io.EOF:
		return false, lostf("the stream of all tasks ended")
	default:
		return false, err
	}
}

// Wait goes through the events of [Run] or [Client.Watch] and returns the task as it ended. The error is the events'.
func Wait(events iter.Seq2[*longshorev1.TaskEvent, error]) (*longshorev1.Task, error) {
	var task *longshorev1.Task
	for event, err := range events {
		task = event.GetTerminal().GetTask()
		if err != nil {
			return task, err
		}
	}
	return task, nil
}

// receiver gives the next event of a call.
type receiver func() (*longshorev1.TaskEvent, error)

func receive[M any, R TaskResponse[M]](stream grpc.ServerStreamingClient[M]) receiver {
	return func() (*longshorev1.TaskEvent, error) {
		message, err := stream.Recv()
		return R(message).GetEvent(), err
	}
}

func watchField(request proto.Message) protoreflect.FieldDescriptor {
	return request.ProtoReflect().Descriptor().Fields().ByName("watch")
}

// attachment returns how a request asks to be watched; nil where it does not say.
func attachment(request proto.Message) *longshorev1.WatchOptions {
	watch, _ := request.ProtoReflect().Get(watchField(request)).Message().Interface().(*longshorev1.WatchOptions)
	return watch
}

// attached returns the request with other options to watch it.
func attached[Q proto.Message](request Q, watch *longshorev1.WatchOptions) Q {
	request = proto.CloneOf(request)
	request.ProtoReflect().Set(watchField(request), protoreflect.ValueOfMessage(watch.ProtoReflect()))
	return request
}

var errSilent = errors.New("silent")

// follower follows a task over however many calls.
type follower struct {
	*attempts
	attach  func(context.Context, *longshorev1.WatchOptions) (receiver, error)
	verdict func(*longshorev1.Task) error
	watch   *longshorev1.WatchOptions
	yield   func(*longshorev1.TaskEvent, error) bool
	seen    int64 // the last sequence that was shown; -1 before
}

func (c *Client) follow(
	ctx context.Context,
	verdict func(*longshorev1.Task) error,
	watch *longshorev1.WatchOptions,
	attach func(context.Context, *longshorev1.WatchOptions) (receiver, error),
) iter.Seq2[*longshorev1.TaskEvent, error] {
	return func(yield func(*longshorev1.TaskEvent, error) bool) {
		f := follower{&attempts{client: c}, attach, verdict, &longshorev1.WatchOptions{}, yield, -1}
		proto.Merge(f.watch, watch)
		for {
			done, err := f.once(ctx)
			if done {
				return
			}
			if err := f.failed(ctx, err); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// once makes the call and shows its events. It returns whether that was all, and else why the call ended.
func (f *follower) once(ctx context.Context) (done bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ctx, err = f.begin(ctx)
	if err != nil {
		return false, err
	}
	silence := time.AfterFunc(f.client.options.silence, func() { cancel(errSilent) })
	defer silence.Stop()
	next, err := f.attach(ctx, f.watch)
	for err == nil {
		var event *longshorev1.TaskEvent
		if event, err = next(); err != nil {
			break
		}
		silence.Stop() // what the caller does with the event takes its own time
		f.gained()
		if f.show(event) {
			return true, nil
		}
		silence.Reset(f.client.options.silence)
	}
	switch {
	case context.Cause(ctx) == errSilent:
		return false, lostf("nothing heard for %s", f.client.options.silence)
	case err == io.EOF && f.watch.GetDetach() && f.seen >= 0:
		return true, nil
	case err == io.EOF:
		return false, lostf("the stream ended before the task did")
	default:
		return false, err
	}
}

// show hands the event on if it is a new one, and returns whether it was the last that is wanted.
func (f *follower) show(event *longshorev1.TaskEvent) bool {
	again := event.GetSequence() <= f.seen && !event.GetSnapshot().GetStartOver()
	if event.GetHeartbeat() != nil || again {
		return false
	}
	f.seen = event.GetSequence()
	f.watch.ResumeAfter = &f.seen
	terminal := event.GetTerminal()
	return !f.yield(event, f.verdict(terminal.GetTask())) || terminal != nil
}
