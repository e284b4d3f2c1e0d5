package io.longshore.server.driver.zstore.manifest;

import io.longshore.disk.Digest;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Copies of the catalog that lie on a storage, {@code catalog/<n>}: the newest few. A head (magic, version, bytes), the copy, and the SHA-256 of both.
 */
public final class CatalogCopies {
    /** The folder of all copies. */
    public static final String FOLDER = "catalog";

    /** So many are kept. */
    public static final int KEPT = 3;

    private static final Pattern PATH = Pattern.compile(FOLDER + "/([1-9][0-9]{0,17})");
    private static final byte[] MAGIC = "ZSCAT\r\n\0".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 24;
    private static final int PIECE_BYTES = 1 << 20;

    private final BlobStore blobs;

    public CatalogCopies(BlobStore blobs) {
        this.blobs = blobs;
    }

    private List<Long> numbers() throws IOException {
        var numbers = new ArrayList<Long>();
        blobs.list(FOLDER, blob -> {
            var matcher = PATH.matcher(blob.path());
            if (matcher.matches()) {
                numbers.add(Long.parseLong(matcher.group(1)));
            }
        });
        numbers.sort(Comparator.reverseOrder());
        return numbers;
    }

    private static BlobKey key(long number) {
        return new BlobKey(FOLDER + "/" + number);
    }

    /** Writes a copy, and removes the older ones beyond those that are kept. */
    public void put(Path copy) throws IOException {
        var numbers = numbers();
        long number = numbers.isEmpty() ? 1 : numbers.getFirst() + 1;
        var sum = Digest.hasher();
        try (var source = FileChannel.open(copy, StandardOpenOption.READ);
                var writer = blobs.create(key(number), "catalog")) {
            var head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            head.put(MAGIC).putInt(VERSION).putInt(0).putLong(source.size()).flip();
            sum.update(head.duplicate());
            writer.write(head);
            var piece = ByteBuffer.allocate(PIECE_BYTES);
            while (source.read(piece.clear()) >= 0) {
                sum.update(piece.flip().duplicate());
                writer.write(piece);
            }
            writer.write(ByteBuffer.wrap(sum.digest()));
            writer.commit();
        }
        for (var old : numbers.subList(Math.min(KEPT - 1, numbers.size()), numbers.size())) {
            blobs.delete(key(old));
        }
    }

    /**
     * Reads the newest copy that is whole into a file; false when there is none.
     *
     * @param target must not be there
     */
    public boolean readNewest(Path target) throws IOException {
        for (var number : numbers()) {
            try {
                read(key(number), target);
                return true;
            } catch (StorageFormatException _) {
                Files.deleteIfExists(target); // an older one is better than none
            }
        }
        return false;
    }

    private void read(BlobKey key, Path target) throws IOException {
        long size = blobs.size(key).orElse(0);
        if (size < HEAD_BYTES + Digest.BYTES) {
            throw new StorageFormatException(key + ": " + size + " bytes (expected: a copy of a catalog)");
        }
        var head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        blobs.read(key, 0, head);
        head.flip();
        checkHead(key, head, size);
        var sum = Digest.hasher();
        sum.update(head.duplicate());
        try (var file = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            copy(key, size - Digest.BYTES, file, sum);
            file.force(true);
        }
        var expected = ByteBuffer.allocate(Digest.BYTES);
        blobs.read(key, size - Digest.BYTES, expected);
        if (!MessageDigest.isEqual(sum.digest(), expected.array())) {
            throw new StorageFormatException(key + ": SHA-256 differs (expected: that of what is before it)");
        }
    }

    private static void checkHead(BlobKey key, ByteBuffer head, long size) throws StorageFormatException {
        var magic = new byte[MAGIC.length];
        head.get(0, magic);
        long bytes = head.getLong(16);
        if (!MessageDigest.isEqual(magic, MAGIC)
                || head.getInt(8) != VERSION
                || head.getInt(12) != 0
                || bytes != size - HEAD_BYTES - Digest.BYTES) {
            throw new StorageFormatException(key + ": version " + head.getInt(8) + ", " + bytes + " bytes (expected: "
                    + VERSION + ", " + (size - HEAD_BYTES - Digest.BYTES) + ", behind the magic)");
        }
    }

    private void copy(BlobKey key, long end, FileChannel file, MessageDigest sum) throws IOException {
        var piece = ByteBuffer.allocate(PIECE_BYTES);
        for (long at = HEAD_BYTES; at < end; at += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, end - at));
            blobs.read(key, at, piece);
            piece.flip();
            sum.update(piece.duplicate());
            while (piece.hasRemaining()) {
                file.write(piece);
            }
        }
    }
}
