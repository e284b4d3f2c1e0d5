package io.longshore.server.driver.ceph;

import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.ceph.client.RadosMap;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.record.Envelope;
import io.longshore.server.driver.record.ManifestProtos;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The tombstones and notes of a storage. Thread-safe. */
final class Remarks {
    private final Supplier<RadosPool> pool;

    Remarks(Supplier<RadosPool> pool) {
        this.pool = pool;
    }

    private RadosMap trash() {
        return pool.get().map(Names.TRASH).evenWhenFull();
    }

    /** Writes a tombstone, unless the task has written it before. */
    void put(Tombstone tombstone) throws IOException {
        var path = ManifestIndex.path(tombstone.manifest()) + "/" + Uuids.of(tombstone.task());
        trash().putIfAbsent(path, Envelope.wrap(Envelope.Schema.TOMBSTONE, ManifestProtos.proto(tombstone)));
    }

    /** Removes every tombstone of a manifest; false when it has none. */
    boolean remove(ManifestKey key) throws IOException {
        var paths = trash().list(ManifestIndex.path(key) + "/").keySet();
        for (var path : paths) {
            trash().remove(path);
        }
        return !paths.isEmpty();
    }

    List<Tombstone> tombstones() throws IOException {
        var tombstones = new ArrayList<Tombstone>();
        for (var entry : trash().list("").entrySet()) {
            var key = ManifestIndex.key(entry.getKey());
            if (key.isPresent()) {
                var proto = Envelope.unwrap(
                        Envelope.Schema.TOMBSTONE,
                        entry.getValue(),
                        io.longshore.zstore.v1.Tombstone.parser(),
                        entry.getKey());
                tombstones.add(ManifestProtos.tombstone(key.get(), proto));
            }
        }
        return tombstones;
    }

    /** Writes a note, unless there is one of this version, and forgets older ones. */
    void put(Note note) throws IOException {
        var notes = notes(note.uuid());
        var folder = folder(note.kind(), note.uuid());
        notes.putIfAbsent(
                folder + "%020d".formatted(note.version()),
                Envelope.wrap(Envelope.Schema.NOTE, ManifestProtos.proto(note)));
        var paths = new ArrayList<>(notes.list(folder).keySet());
        for (var path : paths.subList(0, paths.size() - 1)) {
            notes.remove(path);
        }
    }

    /** The newest note. */
    Optional<Note> note(ManifestKind kind, UUID uuid) throws IOException {
        var newest = notes(uuid).list(folder(kind, uuid)).lastEntry();
        if (newest == null) {
            return Optional.empty();
        }
        var proto = Envelope.unwrap(
                Envelope.Schema.NOTE, newest.getValue(), io.longshore.zstore.v1.Note.parser(), newest.getKey());
        return Optional.of(ManifestProtos.note(kind, uuid, proto));
    }

    private RadosMap notes(UUID uuid) {
        return pool.get().map(Names.NOTES + Uuids.of(uuid).charAt(0));
    }

    private static String folder(ManifestKind kind, UUID uuid) {
        return ManifestIndex.folder(kind) + Uuids.of(uuid) + "/";
    }
}
