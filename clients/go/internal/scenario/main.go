// Command scenario tells the story in clients/scenario/scenario.json with this library and writes down what it sees;
// clients/scenario/README.md says what the verbs mean and how the transcript is written.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"

	"longshore.io/go"
)

// step is what scenario.json says of one.
type step struct {
	Name      string
	Do        string
	User      string
	Password  string
	Method    string
	Request   json.RawMessage
	Show      []string
	Anonymous bool
	File      string
	Storage   string
	UUID      string
	SHA256    string
	Image     string
	SameAs    string `json:"same_as"`
	Command   string
	At        *struct {
		Percent int64
		Then    step
	}
}

// runner carries steps out.
type runner struct {
	transcript
	client *longshore.Client
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("scenario: ")
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	text, err := os.ReadFile(os.Getenv("SCENARIO"))
	if err != nil {
		return err
	}
	r := runner{transcript: transcript{out: os.Stdout, dir: os.Getenv("SCENARIO_DIR")}}
	var scenario struct{ Steps []step }
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), "${dir}", r.dir)), &scenario); err != nil {
		return err
	}
	for _, s := range scenario.Steps {
		r.line("## %s", s.Name)
		if err := r.tell(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return r.client.Close()
}

// tell carries a step out and writes what came of it. Its error is that the step can't be carried out at all.
func (r *runner) tell(ctx context.Context, s step) error {
	err := r.do(ctx, s)
	if failure, ok := errors.AsType[*longshore.Error](err); ok {
		r.failure(failure)
		return nil
	}
	return err
}

func (r *runner) do(ctx context.Context, s step) error {
	switch s.Do {
	case "login":
		return r.login(ctx, s)
	case "call":
		return r.call(ctx, s)
	case "upload":
		return r.upload(ctx, s)
	case "task":
		return r.task(ctx, s)
	case "download":
		return r.download(ctx, s)
	case "control":
		return r.control(s)
	default:
		return fmt.Errorf("do: %s (expected: a verb of README.md)", s.Do)
	}
}

func (r *runner) login(ctx context.Context, s step) error {
	var options []longshore.Option
	if s.Password != "" {
		user := s.User
		if user == "" {
			user = os.Getenv("LONGSHORE_USER")
		}
		options = append(options, longshore.WithCredentials(user, s.Password))
	}
	client, err := longshore.Connect(ctx, options...)
	if err != nil {
		return err
	}
	if r.client != nil {
		if err := r.client.Close(); err != nil {
			return err
		}
	}
	r.client = client
	r.line("ok")
	return nil
}

func (r *runner) call(ctx context.Context, s step) error {
	client := r.client
	if s.Anonymous {
		anonymous, err := longshore.Connect(ctx, longshore.Anonymous())
		if err != nil {
			return err
		}
		defer anonymous.Close()
		client = anonymous
	}
	answer, err := call(ctx, client.Conn(), s.Method, s.Request)
	if err != nil {
		return err
	}
	if len(s.Show) == 0 {
		r.line("ok")
	}
	return r.show(s.Show, answer)
}

func (r *runner) control(s step) error {
	connection, err := net.Dial("tcp", os.Getenv("LONGSHORE_CONTROL"))
	if err != nil {
		return err
	}
	defer connection.Close()
	if _, err := fmt.Fprintln(connection, s.Command); err != nil {
		return err
	}
	answer, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil {
		return err
	}
	r.line("%s", strings.TrimSpace(answer))
	return nil
}

func (r *runner) path(name string) string { return filepath.Join(r.dir, name) }

// at returns what is to be called with the work done of all: it carries the nested step out when it is time, once. Its error is the
// step's.
func (r *runner) at(ctx context.Context, s step) (progress func(done, total int64), failed func() error) {
	var err error
	pending := s.At != nil
	progress = func(done, total int64) {
		if !pending || done*100 < total*s.At.Percent {
			return
		}
		pending = false
		r.line("at %d %%", s.At.Percent)
		r.indented(func() { err = r.tell(ctx, s.At.Then) })
	}
	return progress, func() error { return err }
}
