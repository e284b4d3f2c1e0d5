package longshore

import (
	"errors"
	"os"
	"syscall"
)

const seekData = 3 // SEEK_DATA of lseek(2)

// nextData finds the first offset from this one on where data may be: length, the file's, where only a hole follows.
func nextData(file *os.File, offset, length int64) (int64, error) {
	data, err := file.Seek(offset, seekData)
	switch {
	case err == nil:
		return min(data, length), nil
	case errors.Is(err, syscall.ENXIO):
		return length, nil
	case errors.Is(err, syscall.EINVAL), errors.Is(err, syscall.ENOTSUP):
		return offset, nil // this file system does not tell
	default:
		return 0, err
	}
}
