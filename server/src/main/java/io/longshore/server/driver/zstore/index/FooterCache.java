package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackEntries;
import io.longshore.server.driver.zstore.pack.PackFormatException;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file outside the storage that remembers what footers said, so that a start need not read them again. Packs never
 * change and their names are never used again, so what is in here can't be wrong of a pack that is still there; which
 * packs are there, the storage alone knows. Frames are appended without a flush; a torn end is cut off. May be deleted at
 * any time. Thread-safe.
 *
 * <p>A head (magic, storage, epoch), then frames: type (1 byte), length (4), payload, CRC32C of these (4).
 */
final class FooterCache implements AutoCloseable {
    /** Hears what the file has, in the order in which it was written. */
    interface Visitor {
        /** A pack, and who wrote it; {@code proven} when each of its nodes had its whole subtree at that time. */
        void pack(Pack pack, Optional<UUID> writer, boolean proven);

        /** A pack of nodes that may stand over something that was collected later. */
        void unproven(PackId pack);

        /** Something that was found bad or missing later. */
        void disclaimed(RecordKind kind, Digest digest);
    }

    private static final Logger log = LoggerFactory.getLogger(FooterCache.class);
    private static final long MAGIC = 0x32584549445a53L; // "SZDIEX2"
    private static final int HEAD_BYTES = 32;
    private static final byte PACK = 1;
    private static final byte DISCLAIMED = 2;
    private static final byte UNPROVEN = 3;
    private static final int PACK_HEAD_BYTES = 16 + 16 + 8 + 4 + 2;
    private static final int MAX_FRAME_BYTES = 16 << 20;
    private static final UUID NOBODY = new UUID(0, 0);

    private final Path file;
    private final UUID storage;
    private final FileChannel channel;
    private boolean failed;

    private FooterCache(Path file, UUID storage, FileChannel channel) {
        this.file = file;
        this.storage = storage;
        this.channel = channel;
    }

    /**
     * Opens the file and shows what is in it; starts it anew when it is another storage's, or of another epoch: then it
     * may be older than a collection of garbage, or the storage older than it.
     */
    static FooterCache open(Path file, UUID storage, long epoch, Visitor visitor) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var cache = new FooterCache(file, storage, channel);
        if (cache.headFits(epoch)) {
            channel.truncate(cache.replay(visitor));
            channel.position(channel.size());
        } else {
            cache.restart(epoch);
        }
        return cache;
    }

    /**
     * Notes another epoch, durably; what is in the file still holds, but for the proofs of these packs. What collected garbage
     * does so before its first delete.
     */
    synchronized void reachEpoch(long epoch, Collection<PackId> unproven) throws IOException {
        for (var pack : unproven) {
            write(sealed(frame(UNPROVEN, PackId.BYTES).put(pack.bytes())));
        }
        channel.force(false); // a head without these frames would be believed
        if (!failed) {
            channel.write(head(epoch), 0);
        }
    }

    private void restart(long epoch) throws IOException {
        channel.truncate(0);
        channel.position(0);
        write(head(epoch));
    }

    synchronized void append(Pack pack, Optional<UUID> writer, boolean proven) {
        var entries = pack.entries();
        var payload = frame(PACK, PACK_HEAD_BYTES + entries.count() * PackEntries.ENTRY_BYTES);
        var by = writer.orElse(NOBODY);
        payload.put(pack.id().bytes()).putLong(by.getMostSignificantBits()).putLong(by.getLeastSignificantBits());
        payload.putLong(pack.sizeBytes()).putInt(entries.end());
        payload.put((byte) (entries.kind() == RecordKind.NODE ? 1 : 0)).put((byte) (proven ? 1 : 0));
        write(sealed(payload.put(entries.encoded())));
    }

    synchronized void appendDisclaimed(RecordKind kind, Digest digest) {
        var payload = frame(DISCLAIMED, 1 + Digest.BYTES);
        write(sealed(payload.put((byte) (kind == RecordKind.NODE ? 1 : 0)).put(digest.bytes())));
    }

    private boolean headFits(long epoch) throws IOException {
        var found = ByteBuffer.allocate(HEAD_BYTES);
        channel.read(found, 0);
        return head(epoch).equals(found.flip());
    }

    private ByteBuffer head(long epoch) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .putLong(MAGIC)
                .putLong(storage.getMostSignificantBits())
                .putLong(storage.getLeastSignificantBits())
                .putLong(epoch)
                .flip();
    }

    /** Returns where the whole frames end. */
    private long replay(Visitor visitor) throws IOException {
        long end = HEAD_BYTES;
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            in.skipNBytes(HEAD_BYTES);
            while (true) {
                byte type = in.readByte();
                int length = in.readInt();
                if (length < 0 || length > MAX_FRAME_BYTES) {
                    return end;
                }
                var frame = frame(type, length);
                int start = frame.position();
                frame.put(in.readNBytes(length)).position(start);
                if (in.readInt() != crc(frame)) {
                    return end;
                }
                show(type, frame, visitor);
                end += frame.limit();
            }
        } catch (EOFException | PackFormatException _) {
            return end; // torn by a crash, or written by a version that knew other frames
        }
    }

    private static void show(byte type, ByteBuffer frame, Visitor visitor) throws PackFormatException {
        switch (type) {
            case PACK -> {
                var id = packId(frame);
                var writer = new UUID(frame.getLong(), frame.getLong());
                long size = frame.getLong();
                int end = frame.getInt();
                var kind = frame.get() == 1 ? RecordKind.NODE : RecordKind.BLOCK;
                boolean proven = frame.get() == 1;
                frame.limit(frame.limit() - Integer.BYTES);
                visitor.pack(
                        new Pack(id, size, PackEntries.decode(kind, frame, end)),
                        Optional.of(writer).filter(by -> !by.equals(NOBODY)),
                        proven);
                frame.limit(frame.capacity());
            }
            case DISCLAIMED -> {
                var kind = frame.get() == 1 ? RecordKind.NODE : RecordKind.BLOCK;
                visitor.disclaimed(kind, Digest.at(frame, frame.position()));
            }
            case UNPROVEN -> visitor.unproven(packId(frame));
            default -> throw new PackFormatException("frame: " + type + " (expected: 1 to 3)");
        }
    }

    private static PackId packId(ByteBuffer frame) {
        var id = new byte[PackId.BYTES];
        frame.get(id);
        return PackId.of(id);
    }

    /** A frame with its head written and room for the payload and the CRC. */
    private static ByteBuffer frame(byte type, int length) {
        return ByteBuffer.allocate(1 + Integer.BYTES + length + Integer.BYTES)
                .put(type)
                .putInt(length);
    }

    private static ByteBuffer sealed(ByteBuffer frame) {
        return frame.putInt(crc(frame)).flip();
    }

    private static int crc(ByteBuffer frame) {
        var crc = new CRC32C();
        crc.update(frame.slice(0, frame.capacity() - Integer.BYTES));
        return (int) crc.getValue();
    }

    /** What can't be kept is read from the storage at the next start: nothing depends on this file. */
    private void write(ByteBuffer bytes) {
        try {
            while (!failed && bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            failed = true; // the torn frame must stay the last one
            log.atWarn().addKeyValue("file", file).setCause(e).log("index is not remembered");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
