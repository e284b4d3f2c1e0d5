package io.longshore.server.driver.record;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.longshore.disk.Digest;
import io.longshore.server.driver.StorageFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a message is wrapped in on a storage: magic (8 bytes), schema and length (little-endian, 4 bytes each), the message,
 * and the SHA-256 of all that.
 */
public final class Envelope {
    /** The longest message that a reader accepts. */
    static final int MAX_MESSAGE_BYTES = 16 << 20;

    /** The largest envelope, checked before one is read. */
    public static final int MAX_BYTES = MAX_MESSAGE_BYTES + 16 + Digest.BYTES;

    private static final long MAGIC = ByteBuffer.wrap("ZSMSG\r\n\0".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();

    private static final int HEAD_BYTES = 16;

    private Envelope() {}

    /** What a message is. The numbers are the format's. */
    public enum Schema {
        /** Of an image, a backup or a group. */
        MANIFEST(1),
        /** Of a manifest in the trash. */
        TOMBSTONE(2),
        /** About an image, a backup or a group. */
        NOTE(3),
        /** Who a storage belongs to. */
        OWNER(4),
        /** What one collection of garbage deletes. */
        COLLECTION(5);

        private final int number;

        Schema(int number) {
            this.number = number;
        }
    }

    /** Wraps a message. */
    public static byte[] wrap(Schema schema, Message message) {
        var bytes = message.toByteArray();
        if (bytes.length > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    schema + ": " + bytes.length + " bytes (expected: <= " + MAX_MESSAGE_BYTES + ")");
        }
        var envelope = ByteBuffer.allocate(HEAD_BYTES + bytes.length + Digest.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(MAGIC)
                .putInt(schema.number)
                .putInt(bytes.length)
                .put(bytes);
        Digest.sha256(envelope.duplicate().flip()).putAt(envelope, HEAD_BYTES + bytes.length);
        var all = new byte[envelope.capacity()];
        envelope.get(0, all);
        return all;
    }

    /** Opens an envelope; {@code where} names it in errors. */
    public static <M extends Message> M unwrap(Schema schema, byte[] bytes, Parser<M> parser, String where)
            throws StorageFormatException {
        var envelope = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEAD_BYTES + Digest.BYTES || envelope.getLong() != MAGIC) {
            throw new StorageFormatException(where + ": the magic is missing");
        }
        int number = envelope.getInt();
        if (number != schema.number) {
            throw new StorageFormatException(
                    where + ": schema " + number + " (expected: " + schema.number + ", " + schema + ")");
        }
        int length = envelope.getInt();
        if (length != bytes.length - HEAD_BYTES - Digest.BYTES) {
            throw new StorageFormatException(
                    where + ": length " + length + " (expected: " + (bytes.length - HEAD_BYTES - Digest.BYTES) + ")");
        }
        var digest = Digest.sha256(ByteBuffer.wrap(bytes, 0, HEAD_BYTES + length));
        if (!digest.equals(Digest.of(bytes, HEAD_BYTES + length))) {
            throw new StorageFormatException(
                    where + ": SHA-256 " + Digest.of(bytes, HEAD_BYTES + length) + " (expected: " + digest + ")");
        }
        try {
            return parser.parseFrom(envelope.slice(HEAD_BYTES, length));
        } catch (InvalidProtocolBufferException e) {
            throw new StorageFormatException(where + ": " + e.getMessage(), e);
        }
    }
}
