package io.longshore.server.driver.ceph;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.ceph.client.RadosMap;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.record.Envelope;
import io.longshore.server.driver.record.ManifestProtos;
import io.longshore.server.uuid.Uuids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The manifests of a storage, in sixteen maps by the first digit of the resource's uuid; each says which image holds its disk. Which disks there are is
 * remembered, the manifests are not. Thread-safe.
 */
final class ManifestIndex {
    private static final int VERSION = 1;
    private static final String DIGITS = "0123456789abcdef";

    private final Supplier<RadosPool> pool;
    private final Map<ManifestKey, StoredImage> images = new ConcurrentHashMap<>();

    ManifestIndex(Supplier<RadosPool> pool) {
        this.pool = pool;
    }

    /** Learns anew which disks there are. */
    void refresh() throws IOException {
        var found = new ConcurrentHashMap<ManifestKey, StoredImage>();
        for (int i = 0; i < DIGITS.length(); i++) {
            for (var entry : map(DIGITS.charAt(i)).list("").entrySet()) {
                var key = key(entry.getKey());
                if (key.isPresent()) {
                    readImage(in(entry.getValue())).ifPresent(image -> found.put(key.get(), image));
                }
            }
        }
        images.keySet().retainAll(found.keySet());
        images.putAll(found);
    }

    /** The image of a disk, where one is published. */
    Optional<StoredImage> find(DiskIdentity disk) {
        return images.values().stream()
                .filter(image -> image.content().equals(disk))
                .findAny();
    }

    /** The image that a task published for one of its disks. */
    Optional<StoredImage> find(UUID task, UUID disk) {
        return images.values().stream()
                .filter(image -> image.task().equals(task) && image.disk().equals(disk))
                .findAny();
    }

    /** The image that a manifest names. */
    Optional<StoredImage> image(ManifestKey key) {
        return Optional.ofNullable(images.get(key));
    }

    /** Whether a manifest names an image. */
    boolean names(String imageId) {
        return images.values().stream().anyMatch(image -> image.imageId().equals(imageId));
    }

    /** Whether an image is a resource's. */
    boolean belongsTo(String imageId, UUID resource) {
        return images.entrySet().stream()
                .anyMatch(entry -> entry.getKey().uuid().equals(resource)
                        && entry.getValue().imageId().equals(imageId));
    }

    /** The resource whose an image is; empty where no manifest names it. */
    Optional<UUID> resource(String imageId) {
        return images.entrySet().stream()
                .filter(entry -> entry.getValue().imageId().equals(imageId))
                .map(entry -> entry.getKey().uuid())
                .findAny();
    }

    /** How many manifests name an image. */
    long count(String imageId) {
        return images.values().stream()
                .filter(image -> image.imageId().equals(imageId))
                .count();
    }

    /** Bytes of all published disks. */
    long storedBytes() {
        return images.values().stream()
                .distinct()
                .mapToLong(StoredImage::storedBytes)
                .sum();
    }

    List<ManifestKey> keys(ManifestKind kind) throws IOException {
        var keys = new ArrayList<ManifestKey>();
        for (int i = 0; i < DIGITS.length(); i++) {
            keys.addAll(keys(map(DIGITS.charAt(i)), folder(kind)));
        }
        return keys;
    }

    List<ManifestKey> keys(ManifestKind kind, UUID uuid) throws IOException {
        return keys(map(uuid), folder(kind) + Uuids.of(uuid) + "/");
    }

    private static List<ManifestKey> keys(RadosMap map, String prefix) throws IOException {
        return map.list(prefix).keySet().stream()
                .flatMap(path -> key(path).stream())
                .toList();
    }

    Optional<Manifest> read(ManifestKey key) throws IOException {
        var value = map(key.uuid()).get(path(key));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        var in = in(value.get());
        var _ = readImage(in);
        var proto = Envelope.unwrap(
                Envelope.Schema.MANIFEST, in.readAllBytes(), io.longshore.zstore.v1.Manifest.parser(), path(key));
        return Optional.of(ManifestProtos.manifest(key, proto));
    }

    boolean exists(ManifestKey key) throws IOException {
        return map(key.uuid()).get(path(key)).isPresent();
    }

    /** Writes a manifest; {@code image} is empty for a group's. */
    void add(Manifest manifest, Optional<StoredImage> image) throws IOException {
        var key = manifest.key();
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        writeImage(out, image);
        out.write(Envelope.wrap(Envelope.Schema.MANIFEST, ManifestProtos.proto(manifest)));
        if (!map(key.uuid()).putIfAbsent(path(key), bytes.toByteArray())) {
            throw new FileAlreadyExistsException("manifest " + path(key));
        }
        image.ifPresent(stored -> images.put(key, stored));
    }

    void remove(ManifestKey key) throws IOException {
        map(key.uuid()).evenWhenFull().remove(path(key));
        images.remove(key);
    }

    private static void writeImage(DataOutputStream out, Optional<StoredImage> image) throws IOException {
        out.writeByte(VERSION);
        out.writeBoolean(image.isPresent());
        if (image.isPresent()) {
            var stored = image.get();
            out.writeUTF(stored.imageId());
            out.writeUTF(Uuids.of(stored.task()));
            out.writeUTF(Uuids.of(stored.disk()));
            out.writeLong(stored.storedBytes());
            out.writeLong(stored.content().lengthBytes());
            out.write(stored.content().root().bytes());
        }
    }

    private static DataInputStream in(byte[] value) {
        return new DataInputStream(new ByteArrayInputStream(value));
    }

    private static Optional<StoredImage> readImage(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new StorageFormatException("manifest entry: version " + version + " (expected: " + VERSION + ")");
        }
        if (!in.readBoolean()) {
            return Optional.empty();
        }
        return Optional.of(new StoredImage(
                in.readUTF(),
                Uuids.parse(in.readUTF()),
                Uuids.parse(in.readUTF()),
                in.readLong(),
                new DiskIdentity(in.readLong(), Digest.of(in.readNBytes(Digest.BYTES)))));
    }

    private RadosMap map(UUID uuid) {
        return map(Uuids.of(uuid).charAt(0));
    }

    private RadosMap map(char digit) {
        return pool.get().map(Names.MANIFESTS + digit);
    }

    static String folder(ManifestKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "/";
    }

    static String path(ManifestKey key) {
        return folder(key.kind()) + Uuids.of(key.uuid()) + "/" + key.id();
    }

    /** The key that a path was made of; empty for what is none. */
    static Optional<ManifestKey> key(String path) {
        var parts = path.split("/", -1);
        for (var kind : ManifestKind.values()) {
            if (parts.length >= 3 && folder(kind).equals(parts[0] + "/")) {
                try {
                    return Optional.of(new ManifestKey(kind, Uuids.parse(parts[1]), parts[2]));
                } catch (IllegalArgumentException _) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
