package longshore

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// localFile is a file that is sent, in pieces that end at blocks' borders.
type localFile struct {
	*os.File
	info fs.FileInfo
}

// piece is a part of a file: bytes, or where there are none, zeros.
type piece struct {
	data   []byte
	length int64
}

func openLocal(path string) (*localFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = fmt.Errorf("%s: %s (expected: a file)", path, info.Mode())
	case info.Size() == 0:
		err = fmt.Errorf("%s: is empty (expected: a disk image)", path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &localFile{file, info}, nil
}

// dataBytes counts the bytes of the blocks in which there may be data.
func (f *localFile) dataBytes() (int64, error) {
	var count int64
	for offset := int64(0); offset < f.info.Size(); {
		data, err := nextData(f.File, offset, f.info.Size())
		if err != nil {
			return 0, err
		}
		begin := data - data%blockBytes
		offset = min(begin+blockBytes, f.info.Size())
		if data < f.info.Size() {
			count += offset - begin
		}
	}
	return max(1, count), nil
}

// at returns the piece that begins at an offset before the end.
func (f *localFile) at(offset int64) (piece, error) {
	size := f.info.Size()
	data, err := nextData(f.File, offset, size)
	if err != nil {
		return piece{}, err
	}
	if data < size {
		data -= data % blockBytes
	}
	if data > offset {
		return piece{length: data - offset}, nil
	}
	content := make([]byte, min(offset-offset%blockBytes+blockBytes, size)-offset)
	if _, err := f.ReadAt(content, offset); err != nil {
		return piece{}, err
	}
	if bytes.Equal(content, zeroBlock[:len(content)]) {
		return piece{length: int64(len(content))}, nil
	}
	return piece{content, int64(len(content))}, nil
}

// checkUnchanged fails where someone wrote to the file since it was opened: what was sent is then no moment's content.
func (f *localFile) checkUnchanged() error {
	now, err := f.Stat()
	if err != nil {
		return err
	}
	if now.Size() != f.info.Size() || !now.ModTime().Equal(f.info.ModTime()) {
		return fmt.Errorf("%s: was changed while it was sent; is a machine still using it?", f.Name())
	}
	return nil
}
