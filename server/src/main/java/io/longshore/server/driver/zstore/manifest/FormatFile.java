package io.longshore.server.driver.zstore.manifest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.record.Protos;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.uuid.Uuids;
import io.longshore.zstore.v1.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * format.json and its second copy: what a storage is, readable by people. Two lines, together one JSON object:
 * {@code {"zstore": {...},} and {@code "sha256": "..."}}, the digest of the first line without its line feed.
 *
 * @param uuid the storage
 * @param writable whether every feature that writers must know is known here
 * @param warnings what is wrong with one of the two copies, a sentence each
 */
public record FormatFile(UUID uuid, boolean writable, List<String> warnings) {
    private static final int VERSION = 1;
    private static final BlobKey FIRST = new BlobKey("format.json");
    private static final BlobKey SECOND = new BlobKey("format.json.2");
    private static final Pattern SHAPE =
            Pattern.compile("(\\{\"zstore\": (\\{.*\\}),)\n\"sha256\": \"([0-9a-f]{64})\"\\}\n");

    /** Writes the description of a new storage. What is there already stays, and must say the same storage. */
    public static void write(BlobStore blobs, UUID uuid, InstantSource clock) throws IOException {
        var bytes = encode(Format.newBuilder()
                .setVersion(VERSION)
                .setUuid(Uuids.of(uuid))
                .setBlockBytes(DiskTree.BLOCK_BYTES)
                .setFanOut(DiskTree.FAN_OUT)
                .setDigest("SHA-256")
                .setCreateTime(Protos.timestamp(clock.instant()))
                .build());
        blobs.putIfAbsent(FIRST, bytes);
        repair(blobs);
        var found = read(blobs).uuid();
        if (!found.equals(uuid)) {
            throw new StorageFormatException("storage: " + found + " (expected: none yet, or " + uuid + ")");
        }
    }

    /** Whether something that calls itself a storage lies there. */
    public static boolean exists(BlobStore blobs) throws IOException {
        return blobs.size(FIRST).isPresent() || blobs.size(SECOND).isPresent();
    }

    /** Writes a copy that is missing or damaged anew, with the bytes of the other one. A crash may have come before the second, or in here. */
    public static void repair(BlobStore blobs) throws IOException {
        var first = whole(blobs, FIRST);
        var second = whole(blobs, SECOND);
        if (first.isPresent() && second.isEmpty()) {
            replace(blobs, SECOND, first.get());
        } else if (first.isEmpty() && second.isPresent()) {
            replace(blobs, FIRST, second.get());
        }
    }

    private static Optional<byte[]> whole(BlobStore blobs, BlobKey key) throws IOException {
        var bytes = new SmallBlobs(blobs).read(key);
        try {
            if (bytes.isPresent()) {
                decode(bytes.get(), key);
            }
            return bytes;
        } catch (StorageFormatException _) {
            return Optional.empty();
        }
    }

    private static void replace(BlobStore blobs, BlobKey key, byte[] bytes) throws IOException {
        blobs.delete(key);
        blobs.putIfAbsent(key, bytes);
    }

    /**
     * Reads what the storage is, from either copy.
     *
     * @throws StorageFormatException when both are damaged or missing, or the storage has a version or a required
     *     feature that is not known here
     */
    public static FormatFile read(BlobStore blobs) throws IOException {
        var warnings = new ArrayList<String>();
        Format format = null;
        for (var key : List.of(SECOND, FIRST)) { // the first, where it is whole, is what counts
            try {
                format = decode(bytes(blobs, key), key);
            } catch (StorageFormatException e) {
                warnings.add(String.valueOf(e.getMessage()));
            }
        }
        if (format == null) {
            throw new StorageFormatException(String.join("; ", warnings));
        }
        return checked(format, warnings);
    }

    private static byte[] bytes(BlobStore blobs, BlobKey key) throws IOException {
        return new SmallBlobs(blobs)
                .read(key)
                .orElseThrow(() -> new StorageFormatException(key + ": missing (expected: there)"));
    }

    private static byte[] encode(Format format) throws IOException {
        var line = "{\"zstore\": "
                + JsonFormat.printer()
                        .omittingInsignificantWhitespace()
                        .alwaysPrintFieldsWithNoPresence()
                        .print(format)
                + ",";
        var digest = Digest.sha256(line.getBytes(StandardCharsets.UTF_8));
        return (line + "\n\"sha256\": \"" + digest + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Format decode(byte[] bytes, BlobKey key) throws StorageFormatException {
        var matcher = SHAPE.matcher(new String(bytes, StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            throw new StorageFormatException(key + ": not the description of a storage, or damaged");
        }
        var digest = Digest.sha256(matcher.group(1).getBytes(StandardCharsets.UTF_8));
        if (!digest.hex().equals(matcher.group(3))) {
            throw new StorageFormatException(key + ": sha256 " + matcher.group(3) + " (expected: " + digest + ")");
        }
        try {
            var format = Format.newBuilder();
            JsonFormat.parser().ignoringUnknownFields().merge(matcher.group(2), format);
            return format.build();
        } catch (InvalidProtocolBufferException e) {
            throw new StorageFormatException(key + ": " + e.getMessage(), e);
        }
    }

    private static FormatFile checked(Format format, List<String> warnings) throws StorageFormatException {
        if (format.getVersion() != VERSION) {
            throw new StorageFormatException("format version: " + format.getVersion() + " (expected: " + VERSION + ")");
        }
        if (format.getRequiredFeaturesCount() > 0) {
            throw new StorageFormatException("required features: " + format.getRequiredFeaturesList()
                    + " (expected: none, which is what this version knows)");
        }
        if (format.getBlockBytes() != DiskTree.BLOCK_BYTES
                || format.getFanOut() != DiskTree.FAN_OUT
                || !format.getDigest().equals("SHA-256")) {
            throw new StorageFormatException("blocks of " + format.getBlockBytes() + " bytes, fan-out "
                    + format.getFanOut() + ", " + format.getDigest() + " (expected: " + DiskTree.BLOCK_BYTES + ", "
                    + DiskTree.FAN_OUT + ", SHA-256)");
        }
        try {
            return new FormatFile(
                    Uuids.parse(format.getUuid()), format.getReadOnlyCompatibleFeaturesCount() == 0, warnings);
        } catch (IllegalArgumentException e) {
            throw new StorageFormatException("uuid: " + format.getUuid() + " (expected: 32 hexadecimal digits)", e);
        }
    }
}
