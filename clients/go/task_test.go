package longshore_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	"longshore.io/go"
	longshorev1 "longshore.io/go/longshore/v1"
)

type migrationStream = grpc.ServerStreamingServer[longshorev1.MigrateImageResponse]

func snapshot(startOver bool) *longshorev1.TaskEvent {
	return &longshorev1.TaskEvent{Event: &longshorev1.TaskEvent_Snapshot_{Snapshot: &longshorev1.TaskEvent_Snapshot{StartOver: startOver}}}
}

func progress() *longshorev1.TaskEvent {
	return &longshorev1.TaskEvent{Event: &longshorev1.TaskEvent_Progress_{Progress: &longshorev1.TaskEvent_Progress{}}}
}

func heartbeat() *longshorev1.TaskEvent {
	return &longshorev1.TaskEvent{Event: &longshorev1.TaskEvent_Heartbeat_{Heartbeat: &longshorev1.TaskEvent_Heartbeat{}}}
}

func changed(state longshorev1.TaskState, reason string) *longshorev1.TaskEvent {
	return &longshorev1.TaskEvent{Event: &longshorev1.TaskEvent_StateChange_{StateChange: &longshorev1.TaskEvent_StateChange{State: state, Reason: reason}}}
}

func terminal(task *longshorev1.Task) *longshorev1.TaskEvent {
	return &longshorev1.TaskEvent{Event: &longshorev1.TaskEvent_Terminal_{Terminal: &longshorev1.TaskEvent_Terminal{Task: task}}}
}

func succeeded() *longshorev1.TaskEvent {
	return terminal(&longshorev1.Task{State: longshorev1.TaskState_TASK_STATE_SUCCEEDED})
}

// send sends an event under a number.
func send(stream migrationStream, sequence int64, event *longshorev1.TaskEvent) {
	event.Sequence = sequence
	_ = stream.Send(&longshorev1.MigrateImageResponse{Event: event})
}

// migrations answers each call by the next of these, and keeps what was asked.
func migrations(asked *[]*longshorev1.MigrateImageRequest, calls ...func(migrationStream) error) *fake {
	return &fake{migrateImage: func(request *longshorev1.MigrateImageRequest, stream migrationStream) error {
		*asked = append(*asked, request)
		return calls[len(*asked)-1](stream)
	}}
}

// sequences follows a migration to its end.
func sequences(t *testing.T, c *longshore.Client) (seen []int64, err error) {
	t.Helper()
	for event, err := range longshore.Run(t.Context(), c, c.Images.MigrateImage, &longshorev1.MigrateImageRequest{ImageUuid: "i"}) {
		if event != nil {
			seen = append(seen, event.GetSequence())
		}
		if err != nil {
			return seen, err
		}
	}
	return seen, nil
}

func TestEventsComeOnceOverLostConnections(t *testing.T) {
	var asked []*longshorev1.MigrateImageRequest
	f := migrations(&asked,
		func(migrationStream) error { return errLost }, // before its first event
		func(s migrationStream) error {
			send(s, 1, snapshot(false))
			send(s, 2, progress())
			send(s, 2, heartbeat())
			return errLost
		},
		func(s migrationStream) error {
			send(s, 2, progress()) // a server that repeats itself
			send(s, 4, progress())
			return nil // too early
		},
		func(s migrationStream) error { send(s, 7, succeeded()); return nil },
	)
	seen, err := sequences(t, f.connect(t))
	if err != nil || !slices.Equal(seen, []int64{1, 2, 4, 7}) {
		t.Errorf("%v, %v (expected: 1 2 4 7 and no error)", seen, err)
	}
	var after []int64
	for _, request := range asked {
		if request.GetRequestId() != asked[0].GetRequestId() || request.GetRequestId() == "" {
			t.Errorf("request id: %q (expected: %q)", request.GetRequestId(), asked[0].GetRequestId())
		}
		if request.GetWatch().ResumeAfter != nil {
			after = append(after, request.GetWatch().GetResumeAfter())
		}
	}
	if !slices.Equal(after, []int64{2, 4}) {
		t.Errorf("resume_after: %v (expected: none twice, 2, 4)", after)
	}
}

func TestASnapshotThatStartsOverIsShown(t *testing.T) {
	var asked []*longshorev1.MigrateImageRequest
	f := migrations(&asked,
		func(s migrationStream) error { send(s, 8, snapshot(false)); return errLost },
		func(s migrationStream) error { send(s, 3, snapshot(true)); send(s, 4, succeeded()); return nil },
	)
	if seen, err := sequences(t, f.connect(t)); err != nil || !slices.Equal(seen, []int64{8, 3, 4}) {
		t.Errorf("%v, %v (expected: 8 3 4)", seen, err)
	}
}

func TestAPausedTaskIsFollowedToItsEnd(t *testing.T) {
	var asked []*longshorev1.MigrateImageRequest
	f := migrations(&asked,
		func(s migrationStream) error {
			send(s, 1, snapshot(false))
			send(s, 2, changed(longshorev1.TaskState_TASK_STATE_SUSPENDED, "paused by admin"))
			send(s, 2, heartbeat())
			return errLost
		},
		func(s migrationStream) error {
			send(s, 2, heartbeat())
			send(s, 3, changed(longshorev1.TaskState_TASK_STATE_RUNNING, ""))
			send(s, 4, succeeded())
			return nil
		},
	)
	c := f.connect(t)
	var states []string
	for event, err := range longshore.Run(t.Context(), c, c.Images.MigrateImage, &longshorev1.MigrateImageRequest{ImageUuid: "i"}) {
		if err != nil {
			t.Fatal(err)
		}
		if change := event.GetStateChange(); change != nil {
			states = append(states, change.GetState().String()+" "+change.GetReason())
		}
	}
	if !slices.Equal(states, []string{"TASK_STATE_SUSPENDED paused by admin", "TASK_STATE_RUNNING "}) {
		t.Errorf("%q (expected: suspended with its reason, then running)", states)
	}
	if len(asked) != 2 || asked[1].GetWatch().GetResumeAfter() != 2 {
		t.Errorf("%v (expected: attached again behind 2)", asked)
	}
}

func TestASilentConnectionIsLost(t *testing.T) {
	var asked []*longshorev1.MigrateImageRequest
	f := migrations(&asked,
		func(s migrationStream) error { send(s, 1, snapshot(false)); <-s.Context().Done(); return nil },
		func(s migrationStream) error { send(s, 2, succeeded()); return nil },
	)
	if seen, err := sequences(t, f.connect(t, longshore.WithSilence(100*time.Millisecond))); err != nil || !slices.Equal(seen, []int64{1, 2}) {
		t.Errorf("%v, %v (expected: 1 2)", seen, err)
	}
}

func TestAFailedTaskEndsWithItsError(t *testing.T) {
	failed := &longshorev1.Task{State: longshorev1.TaskState_TASK_STATE_FAILED, Failure: &longshorev1.Failure{
		Reason: "DIGEST_MISMATCH", StatusCode: int32(codes.DataLoss),
		Error: &longshorev1.ErrorCode{Code: "SYS.1016", Details: "block 7", Opaque: map[string]string{"found": "x"}, Cause: &longshorev1.ErrorCode{Code: "SYS.1000"}},
	}}
	var asked []*longshorev1.MigrateImageRequest
	f := migrations(&asked, func(s migrationStream) error {
		send(s, 1, snapshot(false))
		send(s, 2, terminal(failed))
		return errLost
	})
	seen, err := sequences(t, f.connect(t))
	e, ok := errors.AsType[*longshore.Error](err)
	if !slices.Equal(seen, []int64{1, 2}) || !ok {
		t.Fatalf("%v, %v (expected: 1 2 and a *longshore.Error)", seen, err)
	}
	if e.Code != codes.DataLoss || e.Reason != "DIGEST_MISMATCH" || e.Message != "block 7" || e.Metadata["found"] != "x" || len(e.Chain) != 2 {
		t.Errorf("error: %+v", e)
	}
}

func TestARefusedOperationIsNotTriedAgain(t *testing.T) {
	var asked []*longshorev1.MigrateImageRequest
	f := migrations(&asked, func(migrationStream) error { return refusal(codes.Unavailable, "STORAGE_DISCONNECTED", "storage a") })
	if seen, err := sequences(t, f.connect(t)); len(seen) > 0 || !errors.Is(err, longshore.Reason("STORAGE_DISCONNECTED")) {
		t.Errorf("%v, %v (expected: STORAGE_DISCONNECTED alone)", seen, err)
	}
}

func TestAnExpiredSessionDoesNotEndAWatch(t *testing.T) {
	var asked []*longshorev1.MigrateImageRequest
	f := migrations(&asked, func(s migrationStream) error { send(s, 1, succeeded()); return nil })
	c := f.connect(t)
	f.expire("Bearer session-1")
	if seen, err := sequences(t, c); err != nil || !slices.Equal(seen, []int64{1}) {
		t.Errorf("%v, %v (expected: 1)", seen, err)
	}
}

func TestAContextEndsTheWatch(t *testing.T) {
	var asked []*longshorev1.MigrateImageRequest
	f := migrations(&asked, func(s migrationStream) error { send(s, 1, snapshot(false)); <-s.Context().Done(); return nil })
	c := f.connect(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for event, err := range longshore.Run(ctx, c, c.Images.MigrateImage, &longshorev1.MigrateImageRequest{}) {
		if event != nil {
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || len(asked) != 1 {
		t.Errorf("%v after %d calls (expected: context.Canceled after 1)", last, len(asked))
	}
}

func TestAllTasksAreWatchedOverLostConnections(t *testing.T) {
	var tokens []string
	f := &fake{watchTasks: func(request *longshorev1.WatchTasksRequest, stream grpc.ServerStreamingServer[longshorev1.WatchTasksResponse]) error {
		tokens = append(tokens, request.GetResumeToken())
		if len(tokens) > 1 {
			_ = stream.Send(&longshorev1.WatchTasksResponse{News: &longshorev1.WatchTasksResponse_Event{Event: progress()}, ResumeToken: "3"})
			<-stream.Context().Done()
			return nil
		}
		_ = stream.Send(&longshorev1.WatchTasksResponse{News: &longshorev1.WatchTasksResponse_Event{Event: snapshot(false)}, ResumeToken: "1"})
		_ = stream.Send(&longshorev1.WatchTasksResponse{News: &longshorev1.WatchTasksResponse_Heartbeat_{Heartbeat: &longshorev1.WatchTasksResponse_Heartbeat{}}, ResumeToken: "2"})
		return errLost
	}}
	c := f.connect(t)
	var seen []string
	for news, err := range c.WatchTasks(t.Context(), &longshorev1.WatchTasksRequest{ResumeToken: "0"}) {
		if err != nil {
			t.Fatal(err)
		}
		if seen = append(seen, news.GetResumeToken()); len(seen) == 2 {
			break
		}
	}
	if !slices.Equal(seen, []string{"1", "3"}) || !slices.Equal(tokens, []string{"0", "2"}) {
		t.Errorf("%v, asked for %v (expected: 1 3, asked for 0 2)", seen, tokens)
	}
}
