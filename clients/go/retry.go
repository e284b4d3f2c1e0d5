package longshore

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// attempts is the bookkeeping of a call that may be made several times.
type attempts struct {
	client  *Client
	token   string        // the session of the latest try
	refused bool          // whether there was none to be had, however often it was tried
	renewed bool          // whether it was begun for this call, and nothing was gained since
	pause   time.Duration // before the next try; 0 while none failed since the last gain
	since   time.Time     // of the first failure since then
}

// begin returns the context of the next try, under a session.
func (a *attempts) begin(ctx context.Context) (context.Context, error) {
	ctx, token, err := a.client.session.attach(ctx)
	a.token, a.refused = token, err != nil
	return ctx, err
}

// gained notes that the call came further than before.
func (a *attempts) gained() {
	a.client.answered.Store(true)
	a.pause, a.renewed = 0, false
}

// failed returns nil, perhaps after a pause, when the call is worth another try, and else the error to report.
func (a *attempts) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e := typed(err)
	switch {
	case e == nil || a.refused:
		return err
	case e.Code == codes.Unauthenticated && a.token != "" && !a.renewed:
		a.client.session.forget(a.token)
		a.renewed = true
		return nil
	case !e.lost():
		a.client.answered.Store(true)
		return err
	case !a.client.answered.Load():
		return err
	case a.pause == 0:
		a.since, a.pause = time.Now(), firstPause
	case time.Since(a.since) > a.client.options.patience:
		return err
	default:
		a.pause = min(2*a.pause, longestPause)
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(a.pause):
		return nil
	}
}

// retry makes a unary call until it is answered or there is no point in it any more.
func (c *Client) retry(ctx context.Context, withSession bool, call func(context.Context) error) error {
	a := attempts{client: c}
	for {
		try := ctx
		if withSession && !authorized(ctx) {
			var err error
			if try, err = a.begin(ctx); err != nil {
				return err
			}
		}
		err := call(try)
		if err == nil {
			a.gained()
			return nil
		}
		if err := a.failed(ctx, err); err != nil {
			return err
		}
	}
}

// repeatable returns the request with a request_id of its own where it has a place for one and none is there: made again, it
// then means the same change.
func repeatable[M proto.Message](request M) M {
	field := request.ProtoReflect().Descriptor().Fields().ByName("request_id")
	if field == nil || field.Kind() != protoreflect.StringKind || request.ProtoReflect().Has(field) {
		return request
	}
	request = proto.CloneOf(request)
	request.ProtoReflect().Set(field, protoreflect.ValueOfString(NewUUID()))
	return request
}

// NewUUID makes a random uuid as the contract writes them: 32 lower-case hex digits.
func NewUUID() string {
	var bytes [16]byte
	_, _ = rand.Read(bytes[:]) // never fails
	bytes[6] = bytes[6]&0x0f | 0x40
	bytes[8] = bytes[8]&0x3f | 0x80
	return hex.EncodeToString(bytes[:])
}
