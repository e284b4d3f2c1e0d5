package longshore_test

import (
	"context"
	"encoding/pem"
	"errors"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"

	"longshore.io/go"
	longshorev1 "longshore.io/go/longshore/v1"
)

func TestAnErrorHasAllThatTheServerTold(t *testing.T) {
	f := &fake{getImage: func(*longshorev1.GetImageRequest) (*longshorev1.GetImageResponse, error) {
		return nil, refusal(codes.Aborted, "IMAGE_BUSY", "image i is held",
			&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "uuid"}}})
	}}
	_, err := f.connect(t).Images.GetImage(t.Context(), &longshorev1.GetImageRequest{})

	if !errors.Is(err, longshore.Reason("IMAGE_BUSY")) || errors.Is(err, longshore.Reason("IMAGE_NOT_FOUND")) {
		t.Errorf("reason of %v (expected: IMAGE_BUSY)", err)
	}
	if status.Code(err) != codes.Aborted {
		t.Errorf("code: %s (expected: Aborted)", status.Code(err))
	}
	e, ok := errors.AsType[*longshore.Error](err)
	if !ok {
		t.Fatalf("%T (expected: *longshore.Error)", err)
	}
	if e.Metadata["taskUuid"] != "t" || len(e.Chain) != 2 || e.Chain[1].GetCode() != "SYS.1000" || len(e.Violations) != 1 {
		t.Errorf("details: %+v", e)
	}
	if expected := "IMAGE_BUSY: image i is held (Aborted): caused by SYS.1000: the disk is full"; e.Error() != expected {
		t.Errorf("text: %s (expected: %s)", e, expected)
	}
}

func TestAnExpiredSessionIsBegunAgainOnce(t *testing.T) {
	f := &fake{getImage: func(*longshorev1.GetImageRequest) (*longshorev1.GetImageResponse, error) {
		return &longshorev1.GetImageResponse{}, nil
	}}
	c := f.connect(t)
	f.expire("Bearer session-1")
	for range 2 {
		if _, err := c.Images.GetImage(t.Context(), &longshorev1.GetImageRequest{}); err != nil {
			t.Fatal(err)
		}
	}
	if f.logins != 2 {
		t.Errorf("logins: %d (expected: 2)", f.logins)
	}

	f.expire("Bearer session-2", "Bearer session-3")
	_, err := c.Images.GetImage(t.Context(), &longshorev1.GetImageRequest{})
	if !errors.Is(err, longshore.Reason("UNAUTHENTICATED")) || f.logins != 3 {
		t.Errorf("%v after %d logins (expected: UNAUTHENTICATED after 3)", err, f.logins)
	}
}

func (f *fake) expire(tokens ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.expired = map[string]bool{}
	for _, token := range tokens {
		f.expired[token] = true
	}
}

func TestAServerThatNeverAnsweredIsNotWaitedFor(t *testing.T) {
	nobody := grpc.WithContextDialer(func(context.Context, string) (net.Conn, error) { return nil, errors.New("nobody is there") })
	_, err := longshore.Connect(t.Context(), longshore.WithServer("127.0.0.1:1"), longshore.WithCredentials("admin", "right"),
		longshore.WithPatience(time.Hour), longshore.WithDialOptions(nobody))
	if status.Code(err) != codes.Unavailable {
		t.Errorf("%v (expected: Unavailable)", err)
	}
}

func TestAFoldersPasswordIsForItsServerAlone(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("LONGSHORE_DATA", folder)
	for name, content := range map[string]string{"endpoints.json": `{"grpc": "127.0.0.1:1"}`, "admin-password": "secret\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := longshore.Connect(t.Context(), longshore.WithServer("127.0.0.1:2"))
	if err == nil || !strings.Contains(err.Error(), "password of admin: not found") {
		t.Errorf("%v (expected: no password for another server)", err)
	}
	if _, err := longshore.Connect(t.Context()); status.Code(err) != codes.Unavailable {
		t.Errorf("%v (expected: Unavailable: nobody listens there)", err)
	}
}

func TestAChangeIsMadeAgainUnderTheSameRequestID(t *testing.T) {
	var ids []string
	f := &fake{deleteImage: func(request *longshorev1.DeleteImageRequest) (*longshorev1.DeleteImageResponse, error) {
		ids = append(ids, request.GetRequestId())
		if len(ids) < 3 {
			return nil, errLost
		}
		return &longshorev1.DeleteImageResponse{TaskUuid: request.GetRequestId()}, nil
	}}
	request := &longshorev1.DeleteImageRequest{}
	if _, err := f.connect(t).Images.DeleteImage(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if len(ids) != 3 || ids[0] == "" || ids[0] != ids[1] || ids[1] != ids[2] {
		t.Errorf("request ids: %q (expected: three times the same)", ids)
	}
	if request.GetRequestId() != "" {
		t.Error("the caller's request was changed")
	}
}

func TestTLSTrustsTheNamedAuthority(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate, which is good for 127.0.0.1
	defer web.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&web.TLS.Certificates[0])))
	longshorev1.RegisterSessionServiceServer(server, &fake{})
	go server.Serve(listener)
	defer server.Stop()
	options := []longshore.Option{longshore.WithServer("https://" + listener.Addr().String()), longshore.WithCredentials("admin", "right")}

	if _, err := longshore.Connect(t.Context(), options...); status.Code(err) != codes.Unavailable {
		t.Errorf("%v (expected: Unavailable: nobody vouches for the server)", err)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
	if err := os.WriteFile(ca, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LONGSHORE_CA", ca)
	c, err := longshore.Connect(t.Context(), options...)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}
