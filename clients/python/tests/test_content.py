"""Files on their way: resumed, holes kept, compared with what is stored."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from fake import Server, refuse

import longshore
from longshore import v1
from longshore._files import LocalFile
from longshore._identity import BLOCK_BYTES, ContentDigest

UPLOAD = "b" * 32
MIB = 1 << 20


class Storage:
    """Takes an upload, and breaks off once after `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.content = bytearray()
        self.chunks: list[v1.Chunk] = []
        self.offsets: list[int] = []
        self.size = 0

    def serve(self, server: Server) -> None:
        server.scripts.update(CreateUpload=[self.create], Write=[self.write], GetUpload=[self.stat])

    def upload(self) -> v1.Upload:
        return v1.Upload(uuid=UPLOAD, size_bytes=self.size, committed_bytes=len(self.content))

    def create(self, request: v1.CreateUploadRequest, _: object) -> v1.CreateUploadResponse:
        self.size = request.size_bytes
        return v1.CreateUploadResponse(upload=self.upload())

    def stat(self, *_: object) -> v1.GetUploadResponse:
        return v1.GetUploadResponse(upload=self.upload())

    def write(self, requests: Iterator[v1.WriteRequest], context: grpc.ServicerContext) -> v1.WriteResponse:
        self.offsets.append(next(requests).start.offset)
        assert self.offsets[-1] == len(self.content)
        for request in requests:
            self.chunks.append(request.chunk)
            self.content += request.chunk.data or bytes(request.chunk.zero_run_bytes)
            if len(self.content) >= self.limit:
                self.limit = 1 << 60
                refuse(context, grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE", "the server stops")
        return v1.WriteResponse(upload=self.upload())


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    path = tmp_path / "disk.raw"
    with path.open("wb") as file:
        file.write(os.urandom(2 * MIB + 5))
        file.seek(9 * MIB + 77)
        file.write(os.urandom(MIB))
        file.truncate(14 * MIB + 511)
    return path


def test_goes_on_where_the_committed_bytes_end(server: Server, client: longshore.Client, disk: Path) -> None:
    storage = Storage(limit=9 * MIB + 1)
    storage.serve(server)
    told: list[int] = []
    sent = client.upload(disk, "a" * 32, upload_uuid=UPLOAD, listener=lambda done, *_: told.append(done))
    assert bytes(storage.content) == disk.read_bytes()
    assert storage.offsets == [0, 10 * MIB]
    assert told[-1] == 14 * MIB + 511
    assert sent.identity == identity(disk.read_bytes())
    assert sent.upload.committed_bytes == sent.upload.size_bytes


def test_goes_on_with_an_upload_of_another_process(server: Server, client: longshore.Client, disk: Path) -> None:
    storage = Storage(limit=1 << 60)
    storage.content += disk.read_bytes()[: MIB + 3]
    storage.serve(server)
    sent = client.upload(disk, "a" * 32, upload_uuid=UPLOAD)
    assert bytes(storage.content) == disk.read_bytes()
    assert sent.identity == identity(disk.read_bytes())


def test_sends_holes_as_runs(server: Server, client: longshore.Client, disk: Path) -> None:
    storage = Storage(limit=1 << 60)
    storage.serve(server)
    client.upload(disk, "a" * 32)
    runs = [chunk.zero_run_bytes for chunk in storage.chunks if not chunk.data]
    assert sum(runs) == 6 * MIB + 3 * MIB + 511
    with LocalFile(disk) as file:
        assert file.data_bytes() == 5 * MIB


def test_resumes_a_download_and_keeps_holes(server: Server, client: longshore.Client, disk: Path) -> None:
    content = disk.read_bytes()
    stopped = {"yet": False}

    def read(request: v1.ReadRequest, context: grpc.ServicerContext) -> Iterator[v1.ReadResponse]:
        yield v1.ReadResponse(header=v1.ReadHeader(identity=identity(content), offset=request.offset))
        for offset in range(request.offset, len(content), MIB):
            piece = content[offset : offset + MIB]
            chunk = v1.Chunk(data=piece) if any(piece) else v1.Chunk(zero_run_bytes=len(piece))
            yield v1.ReadResponse(chunk=chunk)
            if offset >= 4 * MIB and not stopped["yet"]:
                stopped["yet"] = True
                refuse(context, grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE", "the server stops")

    server.scripts["Read"] = [read]
    copy = disk.with_name("copy.raw")
    fetched = client.download(copy, image="c" * 32)
    assert copy.read_bytes() == content
    assert [request.offset for request in server.asked] == [0, 5 * MIB]
    assert fetched.zero_bytes > 6 * MIB
    with pytest.raises(FileExistsError):
        client.download(copy, image="c" * 32)


def test_leaves_nothing_of_a_download_that_is_not_what_is_stored(
    server: Server, client: longshore.Client, tmp_path: Path
) -> None:
    header = v1.ReadHeader(identity=v1.DiskIdentity(length_bytes=3, root="0" * 64))
    parts = [v1.ReadResponse(header=header), v1.ReadResponse(chunk=v1.Chunk(data=b"abc"))]
    server.scripts["Read"] = [lambda *_: iter(parts)]
    with pytest.raises(longshore.DataLossError) as raised:
        client.download(tmp_path / "copy.raw", image="c" * 32)
    assert raised.value.reason == "DIGEST_MISMATCH"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("blocks", "root"),  # the digests of zeros in docs/zstore-format.md
    [
        (0, "9a9005fde1e63ec0d3f549a4312aaeb63e07f7141052c04ad5bd781122671938"),
        (256, "9a9005fde1e63ec0d3f549a4312aaeb63e07f7141052c04ad5bd781122671938"),
        (257, "364a1cd4cb706911ed55e86f668fb3987a1b0d37a678b1675a94f5e06254092a"),
        (256**2 + 1, "71f3dfb903ee962d1298900840226bcfd4eeb4383f54b3449a1242968c7c31ee"),
        (256**5, "373c5555901d7020b2de2718ccf99de92a409ac7b7537b80c71c15d65d986e5c"),
    ],
)
def test_knows_the_identity_of_zeros(blocks: int, root: str) -> None:
    digest = ContentDigest()
    digest.add_zeros(blocks * BLOCK_BYTES)
    assert digest.finish() == v1.DiskIdentity(length_bytes=blocks * BLOCK_BYTES, root=root)


def identity(content: bytes) -> v1.DiskIdentity:
    digest = ContentDigest()
    digest.add(content)
    return digest.finish()
