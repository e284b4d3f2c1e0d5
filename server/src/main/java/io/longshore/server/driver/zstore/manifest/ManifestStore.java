package io.longshore.server.driver.zstore.manifest;

import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.record.Envelope;
import io.longshore.server.driver.record.ManifestProtos;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The manifests, tombstones and notes of a storage. Thread-safe; each call is one or a few files. */
public final class ManifestStore {
    private final BlobStore blobs;
    private final SmallBlobs small;

    public ManifestStore(BlobStore blobs) {
        this.blobs = blobs;
        this.small = new SmallBlobs(blobs);
    }

    /** The keys of all manifests, of every kind. */
    public List<ManifestKey> keys() throws IOException {
        return keysBelow(ManifestPaths.MANIFESTS);
    }

    /** The keys of all manifests of a kind. */
    public List<ManifestKey> keys(ManifestKind kind) throws IOException {
        return keysBelow(ManifestPaths.folder(ManifestPaths.MANIFESTS, kind));
    }

    /** The keys of the manifests of one image, backup or group. */
    public List<ManifestKey> keys(ManifestKind kind, UUID uuid) throws IOException {
        return keysBelow(ManifestPaths.folder(ManifestPaths.MANIFESTS, kind, uuid));
    }

    private List<ManifestKey> keysBelow(String folder) throws IOException {
        return small.paths(folder).stream()
                .flatMap(path -> ManifestPaths.manifestKey(path).stream())
                .toList();
    }

    /** Bytes of all manifests. */
    public long totalBytes() throws IOException {
        var sizes = new ArrayList<Long>();
        blobs.list(ManifestPaths.MANIFESTS, blob -> sizes.add(blob.sizeBytes()));
        return sizes.stream().mapToLong(Long::longValue).sum();
    }

    /** Reads a manifest; empty when there is none. */
    public Optional<Manifest> read(ManifestKey key) throws IOException {
        var proto = small.read(
                ManifestPaths.manifest(key), Envelope.Schema.MANIFEST, io.longshore.zstore.v1.Manifest.parser());
        return proto.isEmpty() ? Optional.empty() : Optional.of(ManifestProtos.manifest(key, proto.get()));
    }

    /** Whether there is a manifest under this key. */
    public boolean exists(ManifestKey key) throws IOException {
        return blobs.size(ManifestPaths.manifest(key)).isPresent();
    }

    /**
     * Writes a manifest.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is one under its key
     */
    public void write(Manifest manifest) throws IOException {
        small.create(ManifestPaths.manifest(manifest.key()), Envelope.Schema.MANIFEST, ManifestProtos.proto(manifest));
    }

    /** Removes a manifest; false when there is none. */
    public boolean delete(ManifestKey key) throws IOException {
        return blobs.delete(ManifestPaths.manifest(key));
    }

    /** Writes a tombstone, unless the task has written it before. */
    public void putTombstone(Tombstone tombstone) throws IOException {
        small.putIfAbsent(
                ManifestPaths.tombstone(tombstone), Envelope.Schema.TOMBSTONE, ManifestProtos.proto(tombstone));
    }

    /** Removes every tombstone of a manifest; false when it has none. */
    public boolean removeTombstones(ManifestKey key) throws IOException {
        boolean removed = false;
        for (var path : small.paths(ManifestPaths.folder(ManifestPaths.TRASH, key.kind(), key.uuid()))) {
            if (ManifestPaths.tombstoneKey(path).equals(Optional.of(key))) {
                removed |= blobs.delete(new BlobKey(path));
            }
        }
        return removed;
    }

    /** All tombstones. */
    public List<Tombstone> tombstones() throws IOException {
        var tombstones = new ArrayList<Tombstone>();
        for (var path : small.paths(ManifestPaths.TRASH)) {
            var key = ManifestPaths.tombstoneKey(path);
            if (key.isPresent()) {
                tombstone(path, key.get()).ifPresent(tombstones::add);
            }
        }
        return tombstones;
    }

    private Optional<Tombstone> tombstone(String path, ManifestKey key) throws IOException {
        var read = small.read(new BlobKey(path), Envelope.Schema.TOMBSTONE, io.longshore.zstore.v1.Tombstone.parser());
        return read.isEmpty() ? Optional.empty() : Optional.of(ManifestProtos.tombstone(key, read.get()));
    }

    /** Writes a note, unless there is one of this version. */
    public void putNote(Note note) throws IOException {
        small.putIfAbsent(
                ManifestPaths.note(note.kind(), note.uuid(), note.version()),
                Envelope.Schema.NOTE,
                ManifestProtos.proto(note));
    }

    /** The newest note; empty when there is none. */
    public Optional<Note> note(ManifestKind kind, UUID uuid) throws IOException {
        var newest = small.paths(ManifestPaths.folder(ManifestPaths.NOTES, kind, uuid)).stream()
                .flatMap(path -> ManifestPaths.noteVersion(path).stream())
                .max(Comparator.naturalOrder());
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        var proto = small.read(
                ManifestPaths.note(kind, uuid, newest.get()),
                Envelope.Schema.NOTE,
                io.longshore.zstore.v1.Note.parser());
        if (proto.isPresent() && proto.get().getVersion() != newest.get()) {
            throw new StorageFormatException(
                    "note version: " + proto.get().getVersion() + " (expected: " + newest.get() + ")");
        }
        return proto.map(read -> ManifestProtos.note(kind, uuid, read));
    }
}
