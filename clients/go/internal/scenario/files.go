package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"longshore.io/go"
	longshorev1 "longshore.io/go/longshore/v1"
)

func (r *runner) upload(ctx context.Context, s step) error {
	progress, failed := r.at(ctx, s)
	sent, err := r.client.Upload(ctx, r.path(s.File), s.Storage, &longshore.UploadOptions{UUID: s.UUID, SHA256: s.SHA256, Progress: progress})
	if err := errors.Join(failed(), err); err != nil {
		return err
	}
	r.line("uploaded %d bytes", sent.Upload.GetSizeBytes())
	return r.show(s.Show, answerOf("upload", sent.Upload))
}

func (r *runner) download(ctx context.Context, s step) error {
	progress, failed := r.at(ctx, s)
	options := &longshore.DownloadOptions{BackupStorageUUID: s.Storage, Progress: progress}
	header, err := r.client.DownloadImage(ctx, s.Image, r.path(s.File), options)
	if err := errors.Join(failed(), err); err != nil {
		return err
	}
	r.line("downloaded %d bytes", header.GetIdentity().GetLengthBytes())
	same, err := equal(r.path(s.File), r.path(s.SameAs))
	if err != nil {
		return err
	}
	if same {
		r.line("equal to %s", s.SameAs)
	} else {
		r.line("different from %s", s.SameAs)
	}
	return nil
}

func equal(a, b string) (bool, error) {
	files := [2]*os.File{}
	for i, path := range []string{a, b} {
		file, err := os.Open(path)
		if err != nil {
			return false, err
		}
		defer file.Close()
		files[i] = file
	}
	var parts [2][1 << 20]byte
	for {
		n, errA := io.ReadFull(files[0], parts[0][:])
		m, errB := io.ReadFull(files[1], parts[1][:])
		switch {
		case !bytes.Equal(parts[0][:n], parts[1][:m]):
			return false, nil
		case errA == nil && errB == nil:
		default:
			return ended(errA) && ended(errB), nil
		}
	}
}

func ended(err error) bool { return err == io.EOF || err == io.ErrUnexpectedEOF }

func (r *runner) task(ctx context.Context, s step) error {
	events, err := start(ctx, r.client, s.Method, s.Request)
	if err != nil {
		return err
	}
	progress, failed := r.at(ctx, s)
	var seen sequence
	var taskErr error
	for event, err := range events {
		if event == nil {
			return err // refused
		}
		seen.take(event)
		if step := event.GetProgress().GetStep(); step.GetName() == "copy" && step.BytesTotal != nil {
			progress(step.GetBytesDone(), step.GetBytesTotal())
		}
		taskErr = err
	}
	if err := failed(); err != nil {
		return err
	}
	if err := r.ended(s, &seen); err != nil {
		return err
	}
	return taskErr
}

// ended tells of a task that has ended.
func (r *runner) ended(s step, seen *sequence) error {
	r.line("%s", seen)
	task := seen.last.GetTerminal().GetTask()
	r.line("%s, attempt %d", task.GetState(), task.GetAttempt())
	r.line("steps %s", names(task))
	return r.show(s.Show, answerOf("task", task))
}

func names(task *longshorev1.Task) string {
	var text string
	for i, step := range task.GetSteps() {
		if i > 0 {
			text += ", "
		}
		text += step.GetName()
	}
	return text
}

// sequence checks that events came in order, with one end.
type sequence struct {
	last      *longshorev1.TaskEvent
	terminals int
	wrong     string
}

func (s *sequence) take(event *longshorev1.TaskEvent) {
	switch {
	case s.last == nil && event.GetSnapshot() == nil:
		s.wrong = "the first is no snapshot"
	case s.last != nil && event.GetSequence() <= s.last.GetSequence():
		s.wrong = "the sequence does not ascend"
	}
	if event.GetTerminal() != nil {
		s.terminals++
	}
	s.last = event
}

// String is how the transcript tells of it.
func (s *sequence) String() string {
	switch {
	case s.wrong != "":
		return "events: " + s.wrong
	case s.terminals != 1:
		return "events: not one end"
	case s.last.GetTerminal() == nil:
		return "events: the last is not the end"
	default:
		return "events in order, one end"
	}
}
