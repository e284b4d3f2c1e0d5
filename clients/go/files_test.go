package longshore_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/grpc"

	"longshore.io/go"
	longshorev1 "longshore.io/go/longshore/v1"
)

const mib = 1 << 20

// disk makes a file of 5 MiB and a bit: data, a hole of 2 MiB, data with an odd end.
func disk(t *testing.T) (path string, content []byte) {
	t.Helper()
	content = make([]byte, 5*mib+511)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(content)
	clear(content[2*mib : 4*mib])
	path = filepath.Join(t.TempDir(), "disk.raw")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err1 := file.WriteAt(content[:2*mib], 0)
	_, err2 := file.WriteAt(content[4*mib:], 4*mib)
	if err := errors.Join(err1, err2, file.Close()); err != nil {
		t.Fatal(err)
	}
	return path, content
}

// fakeUpload takes bytes, and loses the connection now and then.
type fakeUpload struct {
	content []byte // what is committed
	size    int64
	zeros   int64 // that came as runs
	breaks  []int // where calls break off; commits what came before
}

func (f *fake) state() *longshorev1.Upload {
	return &longshorev1.Upload{Uuid: "u", SizeBytes: f.upload.size, CommittedBytes: int64(len(f.upload.content))}
}

func (f *fake) CreateUpload(_ context.Context, request *longshorev1.CreateUploadRequest) (*longshorev1.CreateUploadResponse, error) {
	f.upload.size = request.GetSizeBytes()
	return &longshorev1.CreateUploadResponse{Upload: f.state()}, nil
}

func (f *fake) GetUpload(context.Context, *longshorev1.GetUploadRequest) (*longshorev1.GetUploadResponse, error) {
	return &longshorev1.GetUploadResponse{Upload: f.state()}, nil
}

func (f *fake) Write(stream grpc.ClientStreamingServer[longshorev1.WriteRequest, longshorev1.WriteResponse]) error {
	u := f.upload
	first, err := stream.Recv()
	if err != nil {
		return err
	}
	if offset := first.GetStart().GetOffset(); offset != int64(len(u.content)) {
		return errors.New("wrong offset")
	}
	for {
		request, err := stream.Recv()
		if err == io.EOF {
			return stream.SendAndClose(&longshorev1.WriteResponse{Upload: f.state()})
		}
		if err != nil {
			return err
		}
		u.content = append(u.content, request.GetChunk().GetData()...)
		u.content = append(u.content, make([]byte, request.GetChunk().GetZeroRunBytes())...)
		u.zeros += request.GetChunk().GetZeroRunBytes()
		if len(u.breaks) > 0 && len(u.content) >= u.breaks[0] {
			u.content = u.content[:u.breaks[0]]
			u.breaks = u.breaks[1:]
			return errLost
		}
	}
}

func TestAnUploadGoesOnWhereItWasCommitted(t *testing.T) {
	path, content := disk(t)
	f := &fake{upload: &fakeUpload{breaks: []int{mib/2 + 3, 3 * mib, 5*mib + 100}}}
	var last int64
	sent, err := f.connect(t).Upload(t.Context(), path, "s", &longshore.UploadOptions{Progress: func(done, _ int64) { last = done }})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(f.upload.content, content) {
		t.Error("the server has other bytes than the file")
	}
	if f.upload.zeros < 2*mib {
		t.Errorf("zeros in runs: %d (expected: the hole, %d)", f.upload.zeros, 2*mib)
	}
	if last != int64(len(content)) || sent.Identity.GetLengthBytes() != last {
		t.Errorf("progress: %d, identity: %v (expected: %d bytes)", last, sent.Identity, len(content))
	}

	whole := &fake{upload: &fakeUpload{}}
	straight, err := whole.connect(t).Upload(t.Context(), path, "s", nil)
	if err != nil || straight.Identity.GetRoot() != sent.Identity.GetRoot() {
		t.Errorf("identity: %v (expected: that of an upload in one go, %v)", sent.Identity, straight.Identity)
	}
}

// reads answers Read with content of this identity, breaking off where breaks say.
func reads(content []byte, identity *longshorev1.DiskIdentity, breaks ...int) *fake {
	return &fake{read: func(request *longshorev1.ReadRequest, stream grpc.ServerStreamingServer[longshorev1.ReadResponse]) error {
		header := &longshorev1.ReadHeader{Identity: identity, Offset: request.GetOffset()}
		_ = stream.Send(&longshorev1.ReadResponse{Part: &longshorev1.ReadResponse_Header{Header: header}})
		end, err := len(content), error(nil)
		if len(breaks) > 0 {
			end, err = breaks[0], errLost
			breaks = breaks[1:]
		}
		for at := int(request.GetOffset()); at < end; {
			part := content[at:min(at+mib, end)]
			chunk := &longshorev1.Chunk{Content: &longshorev1.Chunk_Data{Data: part}}
			if bytes.Equal(part, make([]byte, len(part))) {
				chunk.Content = &longshorev1.Chunk_ZeroRunBytes{ZeroRunBytes: int64(len(part))}
			}
			_ = stream.Send(&longshorev1.ReadResponse{Part: &longshorev1.ReadResponse_Chunk{Chunk: chunk}})
			at += len(part)
		}
		return err
	}}
}

func TestADownloadGoesOnAndIsCompared(t *testing.T) {
	path, content := disk(t)
	uploaded, err := (&fake{upload: &fakeUpload{}}).connect(t).Upload(t.Context(), path, "s", nil)
	if err != nil {
		t.Fatal(err)
	}
	identity := uploaded.Identity
	target := filepath.Join(t.TempDir(), "out.raw")

	wrong := bytes.Clone(content)
	wrong[4*mib]++
	_, err = reads(wrong, identity).connect(t).DownloadImage(t.Context(), "i", target, nil)
	if left, _ := filepath.Glob(target + "*"); !errors.Is(err, longshore.ErrDamaged) || len(left) > 0 {
		t.Errorf("%v, %v left (expected: ErrDamaged and no file)", err, left)
	}

	c := reads(content, identity, mib+5, 3*mib, 5*mib+1).connect(t)
	if _, err := c.DownloadImage(t.Context(), "i", target, nil); err != nil {
		t.Fatal(err)
	}
	if found, err := os.ReadFile(target); err != nil || !bytes.Equal(found, content) {
		t.Errorf("the file has other bytes than the server: %v", err)
	}
	if _, err := c.DownloadImage(t.Context(), "i", target, nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("%v (expected: ErrExist: the file is there)", err)
	}
}
