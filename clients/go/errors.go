package longshore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	longshorev1 "longshore.io/go/longshore/v1"
)

// Reason is what programs look at in a failure, such as "IMAGE_BUSY"; the contract's ErrorReason lists them, and each call's comment those that it fails with. It is an error, so that
// errors.Is(err, longshore.Reason("IMAGE_BUSY")) tells whether that is what happened.
type Reason string

// Error is the reason itself.
func (r Reason) Error() string { return string(r) }

// Error is a call or a task that failed, with all that the server told of it.
type Error struct {
	// Code is the kind of failure.
	Code codes.Code
	// Reason is what happened, for programs; empty where no server said, as for a lost connection.
	Reason Reason
	// Message is what happened, for people.
	Message string
	// Metadata is more about the reason by name, such as "taskUuid" of the task that holds an image.
	Metadata map[string]string
	// Chain is the error in the original API's words, followed by its causes; empty where the server sent none.
	Chain []*longshorev1.ErrorCode
	// Violations are the request's fields that break their rules.
	Violations []*errdetails.BadRequest_FieldViolation
	// RetryDelay is how long to wait before another try; 0 where nobody said.
	RetryDelay time.Duration

	status *status.Status
}

// Error names reason, code and message, and the causes behind it.
func (e *Error) Error() string {
	var text strings.Builder
	if e.Reason != "" {
		fmt.Fprintf(&text, "%s: ", e.Reason)
	}
	fmt.Fprintf(&text, "%s (%s)", e.Message, e.Code)
	for _, cause := range e.Chain[min(1, len(e.Chain)):] {
		fmt.Fprintf(&text, ": caused by %s: %s", cause.GetCode(), cause.GetDetails())
	}
	return text.String()
}

// Is compares with a [Reason]. What no server reported is context.Canceled or context.DeadlineExceeded where its code says so.
func (e *Error) Is(target error) bool {
	if reason, ok := target.(Reason); ok {
		return e.Reason == reason
	}
	switch {
	case e.Reason != "":
		return false
	case e.Code == codes.Canceled:
		return target == context.Canceled
	case e.Code == codes.DeadlineExceeded:
		return target == context.DeadlineExceeded
	default:
		return false
	}
}

// GRPCStatus is the failure as gRPC has it: status.FromError and status.Code know it.
func (e *Error) GRPCStatus() *status.Status { return e.status }

// TaskError is why a task ended otherwise than well, with all causes; nil where it succeeded or has not ended.
func TaskError(task *longshorev1.Task) error {
	failure := task.GetFailure()
	if failure == nil {
		return nil
	}
	code := codes.Code(failure.GetStatusCode())
	first := failure.GetError()
	return &Error{
		Code:     code,
		Reason:   Reason(failure.GetReason()),
		Message:  first.GetDetails(),
		Metadata: maps.Clone(first.GetOpaque()),
		Chain:    chain(first),
		status:   status.New(code, first.GetDetails()),
	}
}

// errorOf reads what a call's status says.
func errorOf(err error) error {
	if err == nil || err == io.EOF || typed(err) != nil {
		return err
	}
	s, ok := status.FromError(err)
	if !ok {
		s = status.FromContextError(err)
	}
	e := &Error{Code: s.Code(), Message: s.Message(), status: s}
	for _, detail := range s.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			e.Reason, e.Metadata = Reason(detail.GetReason()), detail.GetMetadata()
		case *longshorev1.ErrorCode:
			e.Chain = chain(detail)
		case *errdetails.BadRequest:
			e.Violations = detail.GetFieldViolations()
		case *errdetails.RetryInfo:
			e.RetryDelay = detail.GetRetryDelay().AsDuration()
		}
	}
	return e
}

func chain(first *longshorev1.ErrorCode) []*longshorev1.ErrorCode {
	var errors []*longshorev1.ErrorCode
	for next := first; next != nil; next = next.GetCause() {
		errors = append(errors, next)
	}
	return errors
}

// typed returns the [*Error] in an error's chain; nil where there is none.
func typed(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return nil
}

// lost tells whether the server, not the work, is the trouble: the same may succeed when the server is back.
func (e *Error) lost() bool {
	// Anything else under Unavailable is about a storage.
	return e.Code == codes.Unavailable && (e.Reason == "" || e.Reason == "UNAVAILABLE")
}

func lostf(format string, args ...any) error {
	return errorOf(status.Errorf(codes.Unavailable, format, args...))
}
