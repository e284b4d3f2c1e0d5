package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"longshore.io/go"
	longshorev1 "longshore.io/go/longshore/v1"
)

// transcript writes lines.
type transcript struct {
	out    io.Writer
	dir    string
	indent string
}

func (t *transcript) line(format string, args ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), t.dir, "${dir}")
	fmt.Fprintln(t.out, t.indent+strings.TrimRight(text, " "))
}

func (t *transcript) indented(write func()) {
	t.indent += "  "
	write()
	t.indent = t.indent[2:]
}

// failure tells of an error.
func (t *transcript) failure(failure *longshore.Error) {
	t.line("error %s %s", code.Code(failure.Code), failure.Reason)
	t.indented(func() {
		t.line("message %s", failure.Message)
		for _, name := range slices.Sorted(maps.Keys(failure.Metadata)) {
			t.line("%s = %s", name, failure.Metadata[name])
		}
		for i, e := range failure.Chain {
			label := "caused by"
			if i == 0 {
				label = "ErrorCode"
			}
			t.line("%s %s", label, original(e))
		}
	})
}

func original(e *longshorev1.ErrorCode) string {
	text := e.GetCode() + ": " + e.GetDescription()
	if e.GetDetails() != "" {
		text += ": " + e.GetDetails()
	}
	return text
}

// answer is what paths are shown of: JSON with protobuf's field names.
type answer func() (any, error)

func jsonOf(message proto.Message) (any, error) {
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
	if err != nil {
		return nil, err
	}
	var value any
	return value, json.Unmarshal(text, &value)
}

func answerOf(name string, message proto.Message) answer {
	return func() (any, error) {
		value, err := jsonOf(message)
		return map[string]any{name: value}, err
	}
}

func (t *transcript) show(paths []string, answer answer) error {
	value, err := answer()
	if err != nil {
		return err
	}
	for _, path := range paths {
		t.line("%s = %s", path, shown(value, strings.Split(path, ".")))
	}
	return nil
}

func shown(value any, path []string) string {
	for _, name := range path {
		switch at := value.(type) {
		case map[string]any:
			value = at[name]
		case []any:
			index, err := strconv.Atoi(name)
			if err != nil || index >= len(at) {
				return "-"
			}
			value = at[index]
		default:
			return "-"
		}
	}
	switch value := value.(type) {
	case nil:
		return "-"
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	default:
		return fmt.Sprint(value)
	}
}
