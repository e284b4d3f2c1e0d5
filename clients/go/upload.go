package longshore

import (
	"context"
	"errors"
	"hash/crc32"
	"io"

	longshorev1 "longshore.io/go/longshore/v1"
)

// UploadOptions is what may be said of an upload. The zero value says nothing.
type UploadOptions struct {
	// UUID is the upload's. That of an unfinished upload of the same file goes on where it stopped, also one of an earlier program.
	UUID string
	// SHA256 is what the file's must be, in hex; the server compares it when the last byte is there. It costs a pass over holes too.
	SHA256 string
	// Progress is told how many bytes the upload has of all. After a lost connection the number may fall.
	Progress func(done, total int64)
}

// Uploaded is a file that the server has whole.
type Uploaded struct {
	// Upload is what AddImage and the backups' creation take, by its uuid.
	Upload *longshorev1.Upload
	// Identity is that of the bytes read here. With its root as ExpectedRoot, AddImage and the backups' creation make nothing of other bytes.
	Identity *longshorev1.DiskIdentity
}

// Upload sends a file to a backup storage: holes as runs of zeros, each chunk with its checksum, no faster than the server takes them.
// After a lost connection it goes on where the server's committed bytes end. options may be nil.
func (c *Client) Upload(ctx context.Context, path, backupStorageUUID string, options *UploadOptions) (*Uploaded, error) {
	file, err := openLocal(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if options == nil {
		options = &UploadOptions{}
	}
	request := &longshorev1.CreateUploadRequest{
		Uuid:              options.UUID,
		BackupStorageUuid: backupStorageUUID,
		SizeBytes:         file.info.Size(),
		ExpectedSha256:    options.SHA256,
	}
	if request.Uuid == "" {
		request.Uuid = NewUUID() // so that the call can be repeated
	}
	if request.DataBytes, err = file.dataBytes(); err != nil {
		return nil, err
	}
	created, err := c.Content.CreateUpload(ctx, request)
	if err != nil {
		return nil, err
	}
	s := sending{attempts{client: c}, file, newIdentifier(), options.Progress}
	upload, err := s.all(ctx, created.GetUpload())
	if err != nil {
		return nil, err
	}
	if err := file.checkUnchanged(); err != nil {
		return nil, err
	}
	return &Uploaded{upload, s.identifier.finish()}, nil
}

// sending is a file on its way, over however many calls.
type sending struct {
	attempts
	file       *localFile
	identifier *identifier
	progress   func(done, total int64)
}

func (s *sending) all(ctx context.Context, upload *longshorev1.Upload) (*longshorev1.Upload, error) {
	for {
		if err := s.catchUp(upload.GetCommittedBytes()); err != nil {
			return nil, err
		}
		if upload.GetCommittedBytes() == upload.GetSizeBytes() {
			return upload, nil
		}
		done, err := s.once(ctx, upload)
		if err == nil {
			return done, nil
		}
		if errors.Is(err, Reason("UPLOAD_OFFSET_MISMATCH")) {
			err = lostf("%s", err) // the call before this one may still be committing what it got
		}
		if err := s.failed(ctx, err); err != nil {
			return nil, err
		}
		now, err := s.client.Content.GetUpload(ctx, &longshorev1.GetUploadRequest{Uuid: upload.GetUuid()})
		if err != nil {
			return nil, err
		}
		if now.GetUpload().GetCommittedBytes() > upload.GetCommittedBytes() {
			s.gained()
		}
		upload = now.GetUpload()
	}
}

// once sends what the upload lacks, in one call.
func (s *sending) once(ctx context.Context, upload *longshorev1.Upload) (*longshorev1.Upload, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	stream, err := s.client.Content.Write(ctx)
	if err != nil {
		return nil, err
	}
	offset := upload.GetCommittedBytes()
	start := &longshorev1.WriteStart{UploadUuid: upload.GetUuid(), Offset: offset}
	err = stream.Send(&longshorev1.WriteRequest{Part: &longshorev1.WriteRequest_Start{Start: start}})
	for err == nil && offset < upload.GetSizeBytes() {
		next, readErr := s.read(offset)
		if readErr != nil {
			return nil, readErr
		}
		err = stream.Send(&longshorev1.WriteRequest{Part: &longshorev1.WriteRequest_Chunk{Chunk: chunkOf(next)}})
		offset += next.length
		s.tell(offset)
	}
	if err != nil && err != io.EOF { // EOF: the server answered before the end, and CloseAndRecv has its words
		return nil, err
	}
	response, err := stream.CloseAndRecv()
	return response.GetUpload(), err
}

// read reads a piece, and counts it into the identity unless it was before.
func (s *sending) read(offset int64) (piece, error) {
	next, err := s.file.at(offset)
	if err != nil {
		return piece{}, err
	}
	switch known := s.identifier.length - offset; {
	case known >= next.length:
	case next.data == nil:
		s.identifier.addZeros(next.length - known)
	default:
		s.identifier.add(next.data[known:])
	}
	return next, nil
}

// catchUp counts what the server has into the identity, without sending it.
func (s *sending) catchUp(end int64) error {
	for s.identifier.length < end {
		if _, err := s.read(s.identifier.length); err != nil {
			return err
		}
	}
	if end > 0 {
		s.tell(end)
	}
	return nil
}

func (s *sending) tell(done int64) {
	if s.progress != nil {
		s.progress(done, s.file.info.Size())
	}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func chunkOf(p piece) *longshorev1.Chunk {
	if p.data == nil {
		return &longshorev1.Chunk{Content: &longshorev1.Chunk_ZeroRunBytes{ZeroRunBytes: p.length}}
	}
	checksum := crc32.Checksum(p.data, castagnoli)
	return &longshorev1.Chunk{Content: &longshorev1.Chunk_Data{Data: p.data}, Crc32C: &checksum}
}
