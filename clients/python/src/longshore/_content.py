"""Sending and fetching files."""

from __future__ import annotations

import hashlib
import queue
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import grpc

from longshore import v1
from longshore._errors import DataLossError, LongshoreError, error_of, lost
from longshore._files import LocalFile, PartFile, Piece
from longshore._identity import ContentDigest
from longshore._link import Link
from longshore._rules import copy

try:
    from google_crc32c import value as _crc32c
except ImportError:  # the extra `crc32c` is not installed
    _crc32c = None

_QUEUED_PIECES = 4

TransferListener: TypeAlias = Callable[[int, int, int], None]
"""Hears how far a file has come: bytes that are through, bytes in all, and those of the first that were zeros and not moved.

Called often, by the thread that transfers. After a lost connection the first number may fall.
"""


@dataclass(frozen=True)
class SentFile:
    """A file that the server has whole."""

    upload: v1.Upload
    """The upload; name its `uuid` in AddImage or in a backup's creation."""
    identity: v1.DiskIdentity
    """The identity of what was read here; with its `root` as `expected_root`, nothing is made of other bytes."""


@dataclass(frozen=True)
class FetchedFile:
    """A file that was fetched and is equal to what is stored."""

    path: Path
    """Where it is."""
    identity: v1.DiskIdentity
    """Its identity, here and on the storage."""
    format: str
    """How its bytes are laid out: `qcow2`, `raw`, `iso` or `vmdk`."""
    backup_storage_uuid: str
    """The storage that it was read from."""
    zero_bytes: int
    """Bytes of holes, which were not moved."""


def send(
    link: Link,
    path: Path,
    backup_storage_uuid: str,
    upload_uuid: str | None,
    sha256: bool | str,
    listener: TransferListener | None,
) -> SentFile:
    """Sends a file as an upload: see `Client.upload`."""
    with LocalFile(path) as file:
        if file.length == 0:
            raise ValueError(f"{path}: is empty (expected: a disk image)")
        content = v1.ContentServiceStub(link.channel)
        request = v1.CreateUploadRequest(
            uuid=upload_uuid or uuid.uuid4().hex,
            backup_storage_uuid=backup_storage_uuid,
            size_bytes=file.length,
            data_bytes=file.data_bytes(),
            expected_sha256=_sha256(path) if sha256 is True else sha256 or "",
        )
        sending = _Sending(link, content, file, listener)
        upload = sending.send_all(content.CreateUpload(request).upload)
        file.check_unchanged()
        return SentFile(upload, sending.digest.finish())


def fetch(link: Link, source: v1.ReadRequest, path: Path, replace: bool, listener: TransferListener | None) -> FetchedFile:
    """Fetches what `source` names, all of it: see `Client.download`."""
    with PartFile(path, replace) as file:
        header = _receive_all(link, source, file, listener)
        identity = file.publish()
        return FetchedFile(path, identity, header.format, header.backup_storage_uuid, file.zero_bytes)


class _Sending:
    """A file on its way, over however many calls."""

    def __init__(self, link: Link, content: v1.ContentServiceStub, file: LocalFile, listener: TransferListener | None) -> None:
        self.digest = ContentDigest()
        self._link = link
        self._content = content
        self._file = file
        self._listener = listener
        self._skipped = 0

    def send_all(self, upload: v1.Upload) -> v1.Upload:
        attempts = self._link.attempts()
        while True:
            self._catch_up(upload.committed_bytes)
            if upload.committed_bytes == upload.size_bytes:
                return upload
            attempts.token()
            try:
                return self._send(upload)
            except grpc.RpcError as refused:
                failure: LongshoreError = error_of(refused)
                # The call before this one may still be committing what it got.
                settling = failure.reason == "UPLOAD_OFFSET_MISMATCH"
                attempts.failed(lost(str(failure)) if settling else failure)
            before = upload.committed_bytes
            upload = self._content.GetUpload(v1.GetUploadRequest(uuid=upload.uuid)).upload
            if upload.committed_bytes > before:
                attempts.gained()

    def _send(self, upload: v1.Upload) -> v1.Upload:
        """One call, from the committed bytes to the end. gRPC takes from the queue no faster than the server reads."""
        requests: queue.Queue[v1.WriteRequest | None] = queue.Queue(_QUEUED_PIECES)
        call = self._content.Write.future(iter(requests.get, None))
        try:
            start = v1.WriteStart(upload_uuid=upload.uuid, offset=upload.committed_bytes)
            requests.put(v1.WriteRequest(start=start))
            offset = upload.committed_bytes
            for piece in self._pieces(offset):
                if not _put(requests, v1.WriteRequest(chunk=_chunk(piece)), call):
                    break
                offset += piece.length
                self._told(offset, 0 if piece.data else piece.length)
            _put(requests, None, call)
            return call.result().upload
        finally:
            call.cancel()
            while not requests.empty():
                requests.get()
            requests.put(None)  # lets gRPC's thread go

    def _pieces(self, offset: int) -> Iterator[Piece]:
        """The file's pieces, each counted into the identity unless it has been already."""
        for piece in self._file.pieces(offset):
            known = min(self.digest.length - offset, piece.length)
            if known < piece.length and piece.data is None:
                self.digest.add_zeros(piece.length - known)
            elif known < piece.length and piece.data is not None:
                self.digest.add(memoryview(piece.data)[known:])
            yield piece
            offset += piece.length

    def _catch_up(self, end: int) -> None:
        """Counts what the server has already into the identity without sending it."""
        for _ in self._pieces(self.digest.length) if self.digest.length < end else ():
            if self.digest.length >= end:
                break
        if end > 0:
            self._told(end, 0)

    def _told(self, done: int, skipped: int) -> None:
        self._skipped = min(self._skipped + skipped, done)
        if self._listener is not None:
            self._listener(done, self._file.length, self._skipped)


def _put(
    requests: queue.Queue[v1.WriteRequest | None], request: v1.WriteRequest | None, call: grpc.Future[v1.WriteResponse]
) -> bool:
    """Hands a message to gRPC; False where the call has ended meanwhile."""
    while not call.done():
        try:
            requests.put(request, timeout=0.2)
        except queue.Full:
            continue
        else:
            return True
    return False


def _chunk(piece: Piece) -> v1.Chunk:
    if piece.data is None:
        return v1.Chunk(zero_run_bytes=piece.length)
    return v1.Chunk(data=piece.data, crc32c=_crc32c(piece.data) if _crc32c else None)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()


def _receive_all(link: Link, source: v1.ReadRequest, file: PartFile, listener: TransferListener | None) -> v1.ReadHeader:
    attempts = link.attempts()
    content = v1.ContentServiceStub(link.channel)
    while True:
        attempts.token()
        request = copy(source)
        request.offset = file.length
        call = content.Read(request)
        try:
            header = next(call).header
            file.expect(header.identity, header.offset)
            for message in call:
                attempts.gained()
                _take(message.chunk, file)
                if listener is not None:
                    listener(file.length, header.identity.length_bytes, file.zero_bytes)
            if file.length == header.identity.length_bytes:
                return header
            failure: LongshoreError = lost("the stream ended before its content did")
        except StopIteration:
            failure = lost("the stream ended before its header")
        except grpc.RpcError as refused:
            failure = error_of(refused)
        finally:
            call.cancel()
        attempts.failed(failure)


def _take(chunk: v1.Chunk, file: PartFile) -> None:
    if not chunk.HasField("data"):
        file.add_zeros(chunk.zero_run_bytes)
        return
    if _crc32c and chunk.HasField("crc32c") and _crc32c(chunk.data) != chunk.crc32c:
        message = f"a chunk at {file.length} is not what its checksum says"
        raise DataLossError(message, reason="CHECKSUM_MISMATCH")
    file.add(chunk.data)
