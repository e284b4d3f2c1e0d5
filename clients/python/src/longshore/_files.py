"""Files that are sent and fetched: their holes stay holes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from longshore import v1
from longshore._errors import DataLossError
from longshore._identity import BLOCK_BYTES, ContentDigest

_ZEROS = bytes(BLOCK_BYTES)


class Piece(NamedTuple):
    """A piece of a file: at most one block's data, or a run of zeros."""

    length: int
    data: bytes | None


class LocalFile:
    """A file that is sent. Holes are not read where the system can tell them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("rb", buffering=0)
        status = os.fstat(self._file.fileno())
        self.length = status.st_size
        self._modified = status.st_mtime_ns

    def __enter__(self) -> LocalFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def data_bytes(self) -> int:
        """Bytes of the blocks that have data, or may have; at least 1. What is not a hole counts, zeros or not."""
        total, data = 0, self._next_data(0)
        while data < self.length:
            begin = data - data % BLOCK_BYTES
            hole = self._seek(data, os.SEEK_HOLE, self.length) if _SEEKS else self.length
            end = min(begin + -(-(hole - begin) // BLOCK_BYTES) * BLOCK_BYTES, self.length)
            total += end - begin
            data = self._next_data(end)
        return max(1, total)

    def pieces(self, offset: int) -> Iterator[Piece]:
        """The pieces from an offset to the end; a piece of data does not cross a block's border."""
        while offset < self.length:
            data = self._next_data(offset)
            zeros = (self.length if data >= self.length else data - data % BLOCK_BYTES) - offset
            piece = Piece(zeros, None) if zeros > 0 else self._read(offset)
            yield piece
            offset += piece.length

    def check_unchanged(self) -> None:
        """Fails where someone wrote to the file since it was opened: what was sent is then no moment's content."""
        status = self.path.stat()
        if (status.st_size, status.st_mtime_ns) != (self.length, self._modified):
            raise OSError(f"{self.path}: was changed while it was sent; is a machine still using it?")

    def _read(self, offset: int) -> Piece:
        count = min(BLOCK_BYTES - offset % BLOCK_BYTES, self.length - offset)
        data = os.pread(self._file.fileno(), count, offset)
        while len(data) < count:
            more = os.pread(self._file.fileno(), count - len(data), offset + len(data))
            if not more:
                raise EOFError(f"{self.path}: ends at {offset + len(data)} (expected: {self.length})")
            data += more
        return Piece(count, None if data == _ZEROS[:count] else data)

    def _next_data(self, offset: int) -> int:
        return self._seek(offset, os.SEEK_DATA, offset) if _SEEKS and offset < self.length else offset

    def _seek(self, offset: int, whence: int, unknown: int) -> int:
        try:
            return min(os.lseek(self._file.fileno(), offset, whence), self.length)
        except OSError as failure:
            # ENXIO: no data from there on. Any other error: this file system can't tell.
            return self.length if failure.errno == errno.ENXIO else unknown


_SEEKS = hasattr(os, "SEEK_DATA")


class PartFile:
    """A file that is being fetched, under the name `FILE.part`; leaving it unpublished leaves nothing. Zeros become holes."""

    def __init__(self, path: Path, replace: bool) -> None:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        self.path = path
        self._replace = replace
        self._refuse_replacing()
        self._part = path.with_name(path.name + ".part")
        # What an earlier try left is worth nothing: it was never verified.
        self._file = self._part.open("wb", buffering=0)
        self._digest = ContentDigest()
        self._expected: v1.DiskIdentity | None = None
        self._published = False
        self.zero_bytes = 0

    def __enter__(self) -> PartFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
        if not self._published:
            self._part.unlink(missing_ok=True)

    @property
    def length(self) -> int:
        """Bytes so far."""
        return self._digest.length

    def expect(self, identity: v1.DiskIdentity, offset: int) -> None:
        """Notes what is fetched; fails where it is not what was fetched before, or does not go on where that ended."""
        if offset != self.length:
            raise _damaged(f"{self.path}: what came begins at {offset} (expected: {self.length})")
        if self._expected is not None and self._expected != identity:
            raise _damaged(f"{self.path}: the content is another one after the connection was lost")
        self._expected = identity

    def add(self, data: bytes) -> None:
        """These bytes come next."""
        self._file.seek(self.length)
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self._digest.add(data)

    def add_zeros(self, count: int) -> None:
        """So many zeros come next."""
        self._digest.add_zeros(count)
        self.zero_bytes += count

    def publish(self) -> v1.DiskIdentity:
        """Compares what came with what was announced, makes it durable and gives it its name."""
        self._file.truncate(self.length)  # it may end in a hole
        identity = self._digest.finish()
        if identity != self._expected:
            raise _damaged(f"{self.path}: received {_text(identity)} (expected: {_text(self._expected)})")
        os.fsync(self._file.fileno())
        self._refuse_replacing()  # one may have come meanwhile
        self._part.replace(self.path)
        self._published = True
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name too
        finally:
            os.close(folder)
        return identity

    def _refuse_replacing(self) -> None:
        if not self._replace and self.path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self.path))


def _text(identity: v1.DiskIdentity | None) -> str:
    return "nothing" if identity is None else f"{identity.length_bytes}:{identity.root}"


def _damaged(message: str) -> DataLossError:
    return DataLossError(message, reason="DIGEST_MISMATCH")
