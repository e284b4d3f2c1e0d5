"""What a disk is: the root of its Merkle tree, as the storage format's document defines it."""

from __future__ import annotations

import functools
import hashlib
import struct

from longshore import v1

BLOCK_BYTES = 1 << 20
_FAN_OUT = 256
_LEVELS = 5  # which hold 1 EiB
_ZEROS = bytes(64 << 10)


class ContentDigest:
    """The identity of content that passes by in order, in pieces of any size."""

    def __init__(self) -> None:
        self.length = 0
        """Bytes that have passed by."""
        self._block = hashlib.sha256()
        self._levels: list[list[bytes]] = [[] for _ in range(_LEVELS + 1)]

    def add(self, data: bytes | memoryview) -> None:
        """These bytes come next."""
        view = memoryview(data)
        while view:
            part = view[: BLOCK_BYTES - self.length % BLOCK_BYTES]
            self._block.update(part)
            self._advance(len(part))
            view = view[len(part) :]

    def add_zeros(self, count: int) -> None:
        """So many zeros come next; whole blocks of them cost next to nothing."""
        while count > 0:
            if self.length % BLOCK_BYTES == 0 and count >= BLOCK_BYTES:
                blocks = self._add_zero_nodes(count // BLOCK_BYTES)
                self.length += blocks * BLOCK_BYTES
                count -= blocks * BLOCK_BYTES
            else:
                part = min(count, len(_ZEROS), BLOCK_BYTES - self.length % BLOCK_BYTES)
                self._block.update(_ZEROS[:part])
                self._advance(part)
                count -= part

    def finish(self) -> v1.DiskIdentity:
        """The identity of all that has passed by; nothing may follow."""
        length = self.length
        if length % BLOCK_BYTES:
            self.add_zeros(BLOCK_BYTES - length % BLOCK_BYTES)  # a block beyond the end is zeros
        depth, covered = 1, _FAN_OUT
        while covered * BLOCK_BYTES < length:
            depth, covered = depth + 1, covered * _FAN_OUT
        for level in range(depth):
            below = self._levels[level]
            if below or (level == depth - 1 and not self._levels[depth]):
                below += [_zero_digest(level)] * (_FAN_OUT - len(below))
                self._close(level)
        return v1.DiskIdentity(length_bytes=length, root=self._levels[depth][0].hex())

    def _advance(self, count: int) -> None:
        self.length += count
        if self.length % BLOCK_BYTES == 0:
            self._push(0, self._block.digest())
            self._block = hashlib.sha256()

    def _push(self, level: int, digest: bytes) -> None:
        self._levels[level].append(digest)
        while len(self._levels[level]) == _FAN_OUT:
            self._close(level)
            level += 1

    def _close(self, level: int) -> None:
        children, self._levels[level] = self._levels[level], []
        self._levels[level + 1].append(_node_digest(level + 1, children))

    def _add_zero_nodes(self, blocks: int) -> int:
        """Adds the largest subtree of zeros that fits here; returns its blocks."""
        level, covered = 0, 1
        while level < _LEVELS and not self._levels[level] and covered * _FAN_OUT <= blocks:
            level, covered = level + 1, covered * _FAN_OUT
        self._push(level, _zero_digest(level))
        return covered


def _node_digest(level: int, children: list[bytes]) -> bytes:
    return hashlib.sha256(b"LSTREE\0\0" + struct.pack("<II", 1, level) + b"".join(children)).digest()


@functools.cache
def _zero_digest(level: int) -> bytes:
    if level == 0:
        return hashlib.sha256(bytes(BLOCK_BYTES)).digest()
    return _node_digest(level, [_zero_digest(level - 1)] * _FAN_OUT)
