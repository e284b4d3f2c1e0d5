package longshore

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	longshorev1 "longshore.io/go/longshore/v1"
)

// ErrDamaged tells that bytes are not those that they should be; nothing may be made of them.
var ErrDamaged = errors.New("damaged content")

// DownloadOptions is what may be said of a download. The zero value says nothing.
type DownloadOptions struct {
	// BackupStorageUUID is the storage to read from; else the first that answers and has it.
	BackupStorageUUID string
	// Overwrite has a file replaced that is there already; else it is an error.
	Overwrite bool
	// Progress is told how many bytes are there of all.
	Progress func(done, total int64)
}

// DownloadImage fetches an image into a file and returns what it is: format, identity and the storage that was read.
//
// The bytes go to path.part, zeros as holes; their identity is compared with the stored one, and only what is equal gets the file's
// name. Else the error is [ErrDamaged], and no file is left. After a lost connection it goes on where it stopped. options may be nil.
func (c *Client) DownloadImage(ctx context.Context, imageUUID, path string, options *DownloadOptions) (*longshorev1.ReadHeader, error) {
	request := &longshorev1.ReadRequest{Source: &longshorev1.ReadRequest_ImageUuid{ImageUuid: imageUUID}}
	return c.download(ctx, request, path, options)
}

// DownloadBackup fetches a volume backup as [Client.DownloadImage] does an image.
func (c *Client) DownloadBackup(ctx context.Context, volumeBackupUUID, path string, options *DownloadOptions) (*longshorev1.ReadHeader, error) {
	request := &longshorev1.ReadRequest{Source: &longshorev1.ReadRequest_VolumeBackupUuid{VolumeBackupUuid: volumeBackupUUID}}
	return c.download(ctx, request, path, options)
}

func (c *Client) download(ctx context.Context, request *longshorev1.ReadRequest, path string, options *DownloadOptions) (header *longshorev1.ReadHeader, err error) {
	if options == nil {
		options = &DownloadOptions{}
	}
	if _, err := os.Lstat(path); err == nil && !options.Overwrite {
		return nil, &os.PathError{Op: "download", Path: path, Err: os.ErrExist}
	}
	part, err := os.Create(path + ".part")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = part.Close()
			_ = os.Remove(part.Name())
		}
	}()
	request.BackupStorageUuid = options.BackupStorageUUID
	f := fetching{attempts{client: c}, part, newIdentifier(), nil, options.Progress}
	if err := f.all(ctx, request); err != nil {
		return nil, err
	}
	if identity := f.identifier.finish(); !sameIdentity(identity, f.header.GetIdentity()) {
		return nil, fmt.Errorf("%w: %s is %v (expected: %v)", ErrDamaged, path, identity, f.header.GetIdentity())
	}
	return f.header, publish(part, path, f.header.GetIdentity().GetLengthBytes())
}

// publish makes a file durable and gives it its name.
func publish(part *os.File, path string, length int64) error {
	// It may end in a hole.
	if err := errors.Join(part.Truncate(length), part.Sync(), part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return err
	}
	if folder, err := os.Open(filepath.Dir(path)); err == nil {
		_ = folder.Sync() // the name too, where the system can
		_ = folder.Close()
	}
	return nil
}

// fetching is content on its way into a file, over however many calls.
type fetching struct {
	attempts
	part       *os.File
	identifier *identifier // of what came so far
	header     *longshorev1.ReadHeader
	progress   func(done, total int64)
}

func (f *fetching) all(ctx context.Context, request *longshorev1.ReadRequest) error {
	for {
		request.Offset = f.identifier.length
		err := f.once(ctx, request)
		if err == io.EOF {
			if f.identifier.length == f.header.GetIdentity().GetLengthBytes() {
				return nil
			}
			err = lostf("the stream ended before its content did")
		}
		if err := f.failed(ctx, err); err != nil {
			return err
		}
	}
}

// once reads on until the call ends: io.EOF where it ended well.
func (f *fetching) once(ctx context.Context, request *longshorev1.ReadRequest) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx, err := f.begin(ctx)
	if err != nil {
		return err
	}
	stream, err := f.client.Content.Read(ctx, request)
	if err != nil {
		return err
	}
	for {
		message, err := stream.Recv()
		if err != nil {
			return err
		}
		switch part := message.GetPart().(type) {
		case *longshorev1.ReadResponse_Header:
			if f.header != nil && !sameIdentity(f.header.GetIdentity(), part.Header.GetIdentity()) {
				return fmt.Errorf("%w: the content is another one after the connection was lost", ErrDamaged)
			}
			if part.Header.GetOffset() != f.identifier.length {
				return fmt.Errorf("%w: offset %d (expected: %d)", ErrDamaged, part.Header.GetOffset(), f.identifier.length)
			}
			f.header = part.Header
		case *longshorev1.ReadResponse_Chunk:
			f.gained()
			if err := f.take(part.Chunk); err != nil {
				return err
			}
		}
	}
}

func (f *fetching) take(chunk *longshorev1.Chunk) error {
	data := chunk.GetData()
	if chunk.Crc32C != nil && crc32.Checksum(data, castagnoli) != chunk.GetCrc32C() {
		return fmt.Errorf("%w: a chunk at %d is not what its checksum says", ErrDamaged, f.identifier.length)
	}
	if _, err := f.part.WriteAt(data, f.identifier.length); err != nil {
		return err
	}
	f.identifier.add(data)
	f.identifier.addZeros(chunk.GetZeroRunBytes())
	if f.progress != nil {
		f.progress(f.identifier.length, f.header.GetIdentity().GetLengthBytes())
	}
	return nil
}
