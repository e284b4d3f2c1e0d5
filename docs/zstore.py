#!/usr/bin/env python3
"""A second implementation of zstore's format, written from docs/zstore-format.md alone.

It shares no code with the server, which is its purpose: what both agree on is what the document says. It needs
Python 3.9 and, for blocks that are compressed, libzstd.

    zstore.py tree                      prints roots and digests that the server's tests hold it to
    zstore.py make DIR                  writes the small storage that the server's tests read (the golden files)
    zstore.py ls DIR                    lists the manifests of a storage
    zstore.py verify DIR                reads everything and compares it with its checks and digests
    zstore.py export DIR KIND UUID FILE writes a disk into a file, holes kept
"""
import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import struct
import sys

BLOCK = 1 << 20
FAN_OUT = 256
MAX_DEPTH = 5
MAX_PACK = 128 << 20
MAX_RECORDS = 1 << 16
MAX_MESSAGE = 16 << 20


class Damaged(Exception):
    """Something is not as the format says."""


def need(condition, message):
    if not condition:
        raise Damaged(message)


# ---- checks ----------------------------------------------------------------------------------------------------------


def sha(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC_TABLE = crc_table()


def crc32c(*parts):
    crc = 0xFFFFFFFF
    for part in parts:
        for byte in part:
            crc = (crc >> 8) ^ CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


# ---- the tree of a disk ----------------------------------------------------------------------------------------------


def node(level, children):
    need(len(children) == FAN_OUT, "a node has 256 children")
    return b"LSTREE\0\0" + struct.pack("<II", 1, level) + b"".join(children)


ZEROS = [sha(bytes(BLOCK))]
for _level in range(1, MAX_DEPTH + 1):
    ZEROS.append(sha(node(_level, [ZEROS[-1]] * FAN_OUT)))


def depth(length):
    blocks = (length + BLOCK - 1) // BLOCK
    levels = 1
    while FAN_OUT**levels < blocks:
        levels += 1
    return levels


def tree(length, leaves):
    """The nodes that are not all zeros, children first, and the root, of a disk whose data is leaves[index]."""
    nodes, below = [], dict(leaves)
    for level in range(1, depth(length) + 1):
        above = {}
        for index in sorted({i // FAN_OUT for i in below}):
            children = [below.get(index * FAN_OUT + i, ZEROS[level - 1]) for i in range(FAN_OUT)]
            payload = node(level, children)
            nodes.append((level, payload))
            above[index] = sha(payload)
        below = above
    return nodes, below.get(0, ZEROS[depth(length)])


def filled(byte, count=BLOCK):
    return bytes([byte]) * count + bytes(BLOCK - count)


# ---- zstd ------------------------------------------------------------------------------------------------------------


def zstd_decode(data, length):
    name = ctypes.util.find_library("zstd")
    need(name, "libzstd is needed for compressed blocks and was not found")
    library = ctypes.CDLL(name)
    library.ZSTD_decompress.restype = ctypes.c_size_t
    library.ZSTD_decompress.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    room = ctypes.create_string_buffer(max(length, 1))
    size = library.ZSTD_decompress(room, length, data, len(data))
    need(size == length, "zstd: not one frame of %d bytes" % length)
    return room.raw[:length]


def zstd_raw_frame(data):
    """A zstd frame (RFC 8878) that holds bytes as they are, and runs of one byte as such: enough to write one by hand."""
    out = struct.pack("<IB", 0xFD2FB528, 0xA0) + struct.pack("<I", len(data))  # single segment, 4 bytes of content size
    position = 0
    while True:
        part = data[position : position + (128 << 10)]
        position += len(part)
        last = 1 if position >= len(data) else 0
        if part and part == part[:1] * len(part):
            out += struct.pack("<I", last | 1 << 1 | len(part) << 3)[:3] + part[:1]
        else:
            out += struct.pack("<I", last | 0 << 1 | len(part) << 3)[:3] + part
        if last:
            return out


# ---- protobuf's wire form, as far as zstore.v1 uses it ---------------------------------------------------------------


def varint(value):
    out = b""
    while True:
        value, low = value >> 7, value & 0x7F
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def message(*fields):
    """Encodes (number, int | bytes | str) pairs in ascending order; zeros and empties are left out."""
    out = b""
    for number, value in fields:
        if isinstance(value, str):
            value = value.encode()
        if isinstance(value, int):
            out += varint(number << 3) + varint(value) if value else b""
        else:
            out += varint(number << 3 | 2) + varint(len(value)) + value if value else b""
    return out


def fields(data):
    """Decodes a message into {number: [values]}; values are ints or bytes."""
    found, at = {}, 0

    def read_varint():
        nonlocal at
        value, shift = 0, 0
        while True:
            need(at < len(data) and shift < 64, "protobuf: a number is cut off")
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = read_varint()
        if key & 7 == 0:
            value = read_varint()
        else:
            need(key & 7 == 2, "protobuf: wire type %d" % (key & 7))
            length = read_varint()
            need(at + length <= len(data), "protobuf: a field is cut off")
            value = data[at : at + length]
            at += length
        found.setdefault(key >> 3, []).append(value)
    return found


def one(found, number, default):
    return found.get(number, [default])[-1]


# ---- envelopes -------------------------------------------------------------------------------------------------------

SCHEMAS = {"manifest": 1, "tombstone": 2, "note": 3, "owner": 4, "collection": 5}


def wrap(schema, data):
    envelope = b"ZSMSG\r\n\0" + struct.pack("<II", SCHEMAS[schema], len(data)) + data
    return envelope + sha(envelope)


def unwrap(schema, envelope, where):
    need(len(envelope) >= 48 and envelope[:8] == b"ZSMSG\r\n\0", where + ": the magic is missing")
    number, length = struct.unpack_from("<II", envelope, 8)
    need(number == SCHEMAS[schema], "%s: schema %d" % (where, number))
    need(length <= MAX_MESSAGE and length == len(envelope) - 48, "%s: length %d" % (where, length))
    need(sha(envelope[:-32]) == envelope[-32:], where + ": SHA-256")
    return fields(envelope[16:-32])


# ---- packs -----------------------------------------------------------------------------------------------------------


def unit(data):
    need(len(data) == 60, "a unit is 60 bytes and a CRC")
    return data + struct.pack("<I", crc32c(data))


def align(length):
    return (length + 63) & -64


def pack_header(storage, pack, kind):
    return unit(b"ZSPACK\r\n" + struct.pack("<II", 1, kind) + storage + pack + bytes(12))


def record(kind, level, codec, plain_length, digest, stored):
    head = b"ZREC" + bytes([kind, codec, 0, level])
    head += struct.pack("<IIII", len(stored), plain_length, 0, 0) + digest + bytes(4)
    whole = head + struct.pack("<I", crc32c(head, stored)) + stored
    return whole + bytes(align(len(whole)) - len(whole))


def write_pack(storage, pack, kind, records):
    """records: (level, codec, plain length, digest, stored bytes), in order."""
    header = pack_header(storage, pack, kind)
    body, entries = b"", b""
    for level, codec, plain_length, digest, stored in records:
        offset = 64 + len(body)
        entries += struct.pack("<III", offset, len(stored), plain_length) + bytes([kind, codec, 0, level]) + digest
        body += record(kind, level, codec, plain_length, digest, stored)
    footer = b"ZSFOOT\r\n" + struct.pack("<II", 1, len(records)) + entries
    footer += sha(header, footer)
    trailer = struct.pack("<QII", 64 + len(body), len(footer), len(records)) + pack + bytes(20)
    return header + body + footer + unit(b"ZSTAIL\r\n" + trailer)


def read_pack(data, storage, pack, where):
    """Checks all of a pack; yields (kind, level, digest, payload once decoded)."""
    need(128 <= len(data) <= MAX_PACK, where + ": size")
    header, trailer = data[:64], data[-64:]
    for what, frame, magic in (("header", header, b"ZSPACK\r\n"), ("trailer", trailer, b"ZSTAIL\r\n")):
        need(frame[:8] == magic, "%s: magic of %s" % (where, what))
        need(struct.unpack_from("<I", frame, 60)[0] == crc32c(frame[:60]), "%s: CRC of %s" % (where, what))
    version, kind = struct.unpack_from("<II", header, 8)
    need(version == 1 and kind in (1, 2), where + ": version or kind")
    need(header[16:32] == storage and header[32:48] == pack and trailer[24:40] == pack, where + ": whose pack")
    offset, length, count = struct.unpack_from("<QII", trailer, 8)
    need(count <= MAX_RECORDS and length == 48 * (count + 1), where + ": footer's length")
    need(offset + length + 64 == len(data), where + ": footer's place")
    footer = data[offset : offset + length]
    need(footer[:8] == b"ZSFOOT\r\n" and struct.unpack_from("<II", footer, 8) == (1, count), where + ": footer's head")
    need(sha(header, footer[:-32]) == footer[-32:], where + ": SHA-256 of the footer")
    at = 64
    for i in range(count):
        entry = footer[16 + 48 * i : 64 + 48 * i]
        start, stored_length, plain_length = struct.unpack_from("<III", entry)
        need(start == at and at < offset, "%s: offset of record %d" % (where, i))
        yield read_record(data, start, entry, kind, "%s: record %d" % (where, i))
        at = start + align(64 + stored_length)
    need(at == offset, where + ": records end elsewhere")


def read_record(data, start, entry, kind, where):
    head = data[start : start + 64]
    need(len(head) == 64 and head[:4] == b"ZREC", where + ": magic")
    record_kind, codec, cipher, level = head[4:8]
    stored_length, plain_length, key, dictionary = struct.unpack_from("<IIII", head, 8)
    digest = head[24:56]
    need(record_kind == kind and codec in (0, 1) and cipher == 0 and key == 0 and dictionary == 0, where + ": unknown")
    need((level == 0) == (kind == 1) and level <= MAX_DEPTH, where + ": level")
    need(1 <= plain_length <= BLOCK and 1 <= stored_length <= plain_length + 64, where + ": length")
    need(entry[4:16] == struct.pack("<II", stored_length, plain_length) + head[4:8], where + ": entry")
    need(entry[16:48] == digest and head[56:60] == bytes(4), where + ": entry's digest")
    end = start + 64 + stored_length
    stored = data[start + 64 : end]
    need(len(stored) == stored_length, where + ": cut off")
    need(struct.unpack_from("<I", head, 60)[0] == crc32c(head[:60], stored), where + ": CRC")
    need(not any(data[end : start + align(64 + stored_length)]), where + ": padding")
    plain = zstd_decode(stored, plain_length) if codec == 1 else stored
    need(len(plain) == plain_length, where + ": plain length")
    if kind == 1:
        need(sha(plain, bytes(BLOCK - plain_length)) == digest, where + ": digest")
    else:
        need(len(plain) == 8208 and plain[:16] == b"LSTREE\0\0" + struct.pack("<II", 1, level), where + ": node")
        need(sha(plain) == digest, where + ": digest")
    return kind, level, digest, plain


# ---- a storage -------------------------------------------------------------------------------------------------------


class Storage:
    """Reads all of a storage into memory: for small ones, and for proofs."""

    def __init__(self, folder):
        self.folder = folder
        self.uuid = bytes.fromhex(self.format()["uuid"])
        self.records = {1: {}, 2: {}}
        for path in self.paths("packs"):
            match = re.fullmatch(r"packs/([0-9a-f]{2})/(\1[0-9a-f]{30})\.pack", path)
            need(match, path + ": not a pack's name")
            for kind, _, digest, plain in read_pack(self.read(path), self.uuid, bytes.fromhex(match.group(2)), path):
                self.records[kind][digest] = plain

    def read(self, path):
        with open(os.path.join(self.folder, path), "rb") as file:
            return file.read()

    def paths(self, top):
        for folder, _, names in os.walk(os.path.join(self.folder, top)):
            for name in sorted(names):
                if not name.endswith(".tmp"):
                    yield os.path.relpath(os.path.join(folder, name), self.folder)

    def format(self):
        for name in ("format.json", "format.json.2"):
            try:
                return self.checked_format(self.read(name).decode(), name)
            except (OSError, UnicodeDecodeError, Damaged) as problem:
                last = problem
        raise Damaged(str(last))

    @staticmethod
    def checked_format(text, name):
        lines = text.split("\n")
        need(len(lines) == 3 and lines[2] == "" and lines[0].endswith(","), name + ": not two lines")
        need(lines[1] == '"sha256": "%s"}' % sha(lines[0].encode()).hex(), name + ": sha256")
        inner = json.loads(text)["zstore"]
        need(inner["version"] == 1 and not inner.get("requiredFeatures"), name + ": a version or feature unknown here")
        need((inner["blockBytes"], inner["fanOut"], inner["digest"]) == (BLOCK, FAN_OUT, "SHA-256"), name + ": constants")
        return inner

    def manifests(self):
        kinds = {"image": 1, "volume-backup": 2, "vm-backup": 3}
        for path in self.paths("manifests"):
            _, kind, uuid, manifest = path.split("/")
            found = unwrap("manifest", self.read(path), path)
            need(one(found, 1, 0) == kinds[kind], path + ": kind")
            need(one(found, 2, b"").hex() == uuid and one(found, 3, b"").hex() == manifest, path + ": under another's key")
            yield kind, uuid, found

    @staticmethod
    def content(found):
        disk = fields(one(found, 5, b""))
        identity = fields(one(disk, 1, b""))
        return one(identity, 1, 0), one(identity, 2, b""), one(disk, 2, b"").decode()

    def leaves(self, level, digest, first=0):
        if digest == ZEROS[level]:
            return
        if level == 0:
            yield first, digest
            return
        need(digest in self.records[2], "node %s is missing" % digest.hex())
        payload = self.records[2][digest]
        need(struct.unpack_from("<I", payload, 12)[0] == level, "node %s: level" % digest.hex())
        for i in range(FAN_OUT):
            child = payload[16 + 32 * i : 48 + 32 * i]
            yield from self.leaves(level - 1, child, first + i * FAN_OUT ** (level - 1))

    def blocks(self, length, root):
        for index, digest in self.leaves(depth(length), root):
            need(digest in self.records[1], "block %s is missing" % digest.hex())
            yield index, self.records[1][digest]

    def verify(self):
        for name in ("format.json", "format.json.2"):
            self.checked_format(self.read(name).decode(), name)
        disks = 0
        for kind, uuid, found in self.manifests():
            if 5 in found:
                length, root, _ = self.content(found)
                for _ in self.blocks(length, root):
                    pass
                disks += 1
            else:
                need(6 in found and kind == "vm-backup", uuid + ": no body")
        for top, schema in (("trash", "tombstone"), ("notes", "note"), ("owner", "owner"), ("gc", "collection")):
            for path in self.paths(top):
                unwrap(schema, self.read(path), path)
        return disks


# ---- the golden storage ----------------------------------------------------------------------------------------------

STORAGE = bytes.fromhex("5a5a5a5a00004000800000000000005a")
DEPLOYMENT = bytes.fromhex("00000000000040008000000000000001")
TASK = bytes.fromhex("00000000000040008000000000000002")
IMAGE = bytes.fromhex("00000000000040008000000000000003")
BACKUP = bytes.fromhex("00000000000040008000000000000004")
GROUP = bytes.fromhex("00000000000040008000000000000005")
VOLUME = bytes.fromhex("00000000000040008000000000000006")
VM = bytes.fromhex("00000000000040008000000000000007")


def make(folder):
    """One image of 257 MiB and 5 bytes with three blocks, one backup, one group; a tombstone, a note, a collection."""

    def put(path, data):
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(data)

    inner = {
        "version": 1,
        "uuid": STORAGE.hex(),
        "blockBytes": BLOCK,
        "fanOut": FAN_OUT,
        "digest": "SHA-256",
        "requiredFeatures": [],
        "readOnlyCompatibleFeatures": [],
        "optionalFeatures": ["golden"],
        "createTime": "2026-11-21T12:00:00Z",
        "unknownKey": "is ignored",
    }
    line = '{"zstore": %s,' % json.dumps(inner)
    for name in ("format.json", "format.json.2"):
        put(name, ('%s\n"sha256": "%s"}\n' % (line, sha(line.encode()).hex())).encode())

    noon = message((1, 1795262400))
    put("owner/1", wrap("owner", message((1, 1), (2, DEPLOYMENT), (3, "golden"), (4, noon))))

    text = b"The quick brown fox jumps over the lazy dog. " * 20
    length = 257 * BLOCK + 5
    blocks = {0: filled(7), 3: text + bytes(BLOCK - len(text)), 257: b"tail!" + bytes(BLOCK - 5)}
    stored = [(0, 1, BLOCK, sha(blocks[0]), zstd_raw_frame(blocks[0]))]
    stored += [(0, 0, len(text), sha(blocks[3]), text), (0, 0, 5, sha(blocks[257]), b"tail!")]
    data_pack, node_pack = sha(b"data pack")[:16], sha(b"node pack")[:16]
    nodes, root = tree(length, {i: sha(b) for i, b in blocks.items()})
    small_length = 4 * BLOCK
    small_nodes, small_root = tree(small_length, {1: sha(blocks[0])})
    put("packs/%s/%s.pack" % (data_pack.hex()[:2], data_pack.hex()), write_pack(STORAGE, data_pack, 1, stored))
    records = []
    for level, payload in nodes + small_nodes:
        frame = zstd_raw_frame(payload)
        records.append((level, 0, len(payload), sha(payload), payload) if len(frame) >= len(payload) else None)
    need(None not in records, "nodes do not shrink in hand-made frames")
    put("packs/%s/%s.pack" % (node_pack.hex()[:2], node_pack.hex()), write_pack(STORAGE, node_pack, 2, records))

    provenance = message((1, TASK), (2, DEPLOYMENT), (3, "AddImage"), (4, noon), (5, noon))
    ids = [sha(b"manifest %d" % i)[:16] for i in range(3)]
    identity = message((1, length), (2, root))
    disk = message((1, identity), (2, "raw"), (3, identity), (4, bytes(range(16))))
    put("manifests/image/%s/%s" % (IMAGE.hex(), ids[0].hex()),
        wrap("manifest", message((1, 1), (2, IMAGE), (3, ids[0]), (4, provenance), (5, disk))))
    small = message((1, message((1, small_length), (2, small_root))), (2, "qcow2"), (5, VOLUME), (6, VM), (7, GROUP))
    put("manifests/volume-backup/%s/%s" % (BACKUP.hex(), ids[1].hex()),
        wrap("manifest", message((1, 2), (2, BACKUP), (3, ids[1]), (4, provenance), (5, small))))
    members = message((1, VM), (2, message((1, BACKUP), (2, ids[1]), (3, 1))))
    put("manifests/vm-backup/%s/%s" % (GROUP.hex(), ids[2].hex()),
        wrap("manifest", message((1, 3), (2, GROUP), (3, ids[2]), (4, provenance), (6, members))))

    tombstone = message((1, 1), (2, IMAGE), (3, ids[0]), (4, TASK), (5, noon), (6, "MIGRATED"))
    put("trash/image/%s/%s.%s" % (IMAGE.hex(), ids[0].hex(), TASK.hex()), wrap("tombstone", tombstone))
    note = message((1, 1), (2, IMAGE), (3, 12), (4, "golden"), (5, "made by hand"), (6, "a"), (6, "b"))
    put("notes/image/%s/12" % IMAGE.hex(), wrap("note", note))
    put("gc/1", wrap("collection", message((1, 1), (2, sha(b"long gone")[:16]), (3, noon))))


def print_tree():
    for level, digest in enumerate(ZEROS):
        print("zeros of level %d: %s" % (level, digest.hex()))
    mib = BLOCK
    for length, blocks in (
        (1, {0: filled(1, 1)}),
        (3 * mib + 5, {0: filled(1), 2: filled(2), 3: filled(3, 5)}),
        (257 * mib, {0: filled(1), 256: filled(2)}),
        (1 << 40, {0: filled(1), 700000: filled(2), (1 << 20) - 1: filled(3)}),
        (256 * mib, {i: filled(i) for i in range(1, 256)}),
    ):
        print("%d bytes: %s" % (length, tree(length, {i: sha(b) for i, b in blocks.items()})[1].hex()))


def export(folder, kind, uuid, target):
    storage = Storage(folder)
    for found_kind, found_uuid, found in storage.manifests():
        if (found_kind, found_uuid) == (kind, uuid) and 5 in found:
            length, root, _ = storage.content(found)
            with open(target, "xb") as file:
                file.truncate(length)
                for index, data in storage.blocks(length, root):
                    file.seek(index * BLOCK)
                    file.write(data[: length - index * BLOCK])
            return
    raise Damaged("no %s %s" % (kind, uuid))


def main(arguments):
    command = arguments[0] if arguments else "help"
    if command == "tree" and len(arguments) == 1:
        print_tree()
    elif command == "make" and len(arguments) == 2:
        make(arguments[1])
    elif command == "ls" and len(arguments) == 2:
        storage = Storage(arguments[1])
        for kind, uuid, found in storage.manifests():
            length, root, name = storage.content(found) if 5 in found else (0, b"", "group")
            print(kind, uuid, name, "%d:%s" % (length, root.hex()))
    elif command == "verify" and len(arguments) == 2:
        storage = Storage(arguments[1])
        disks = storage.verify()
        print("%d disks, %d blocks, %d nodes: whole" % (disks, len(storage.records[1]), len(storage.records[2])))
    elif command == "export" and len(arguments) == 5:
        export(*arguments[1:])
    else:
        print(__doc__)
        return 0 if command == "help" else 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Damaged as problem:
        print("zstore.py: %s" % problem, file=sys.stderr)
        sys.exit(1)
