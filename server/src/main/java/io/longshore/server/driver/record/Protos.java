package io.longshore.server.driver.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.zstore.v1.Identity;
import io.longshore.zstore.v1.Kind;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Values as zstore.v1 has them and back. What can't be a value is a {@link StorageFormatException} that names it. */
public final class Protos {
    private Protos() {}

    public static ByteString bytes(UUID uuid) {
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .flip());
    }

    public static ByteString bytes(Optional<UUID> uuid) {
        return uuid.map(Protos::bytes).orElse(ByteString.EMPTY);
    }

    public static ByteString hex(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    public static String hex(ByteString bytes, String field) throws StorageFormatException {
        return HexFormat.of().formatHex(exactly(16, bytes, field).toByteArray());
    }

    public static UUID uuid(ByteString bytes, String field) throws StorageFormatException {
        var buffer = exactly(16, bytes, field).asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    public static Optional<UUID> optionalUuid(ByteString bytes, String field) throws StorageFormatException {
        return bytes.isEmpty() ? Optional.empty() : Optional.of(uuid(bytes, field));
    }

    public static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    public static Instant instant(Timestamp timestamp) throws StorageFormatException {
        try {
            return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
        } catch (DateTimeException | ArithmeticException e) {
            throw new StorageFormatException("time: " + timestamp.getSeconds() + " (expected: seconds since 1970)", e);
        }
    }

    public static Identity identity(DiskIdentity identity) {
        return Identity.newBuilder()
                .setLengthBytes(identity.lengthBytes())
                .setRoot(ByteString.copyFrom(identity.root().bytes()))
                .build();
    }

    public static DiskIdentity identity(Identity identity) throws StorageFormatException {
        try {
            return new DiskIdentity(
                    identity.getLengthBytes(),
                    Digest.of(exactly(Digest.BYTES, identity.getRoot(), "root").toByteArray()));
        } catch (IllegalArgumentException e) {
            throw new StorageFormatException(String.valueOf(e.getMessage()), e);
        }
    }

    public static Kind kind(ManifestKind kind) {
        return switch (kind) {
            case IMAGE -> Kind.KIND_IMAGE;
            case VOLUME_BACKUP -> Kind.KIND_VOLUME_BACKUP;
            case VM_BACKUP -> Kind.KIND_VM_BACKUP;
        };
    }

    private static ByteString exactly(int length, ByteString bytes, String field) throws StorageFormatException {
        if (bytes.size() != length) {
            throw new StorageFormatException(field + ": " + bytes.size() + " bytes (expected: " + length + ")");
        }
        return bytes;
    }
}
