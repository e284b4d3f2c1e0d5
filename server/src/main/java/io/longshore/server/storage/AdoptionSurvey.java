package io.longshore.server.storage;

import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.Group;
import io.longshore.server.driver.Manifest.MemberRole;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.storage.AdoptedRows.Found;
import io.longshore.server.storage.StorageResult.StorageProblem;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads what a storage says of itself: its manifests with their notes and tombstones. What can't be read is told, and left out. For one thread. */
final class AdoptionSurvey {
    private static final int MAX_PROBLEMS = 1000; // the contract's

    private final StorageDriver storage;
    private final List<Manifest> disks = new ArrayList<>();
    private final List<Manifest> groups = new ArrayList<>();
    private final Map<ManifestKey, Tombstone> tombstones = new HashMap<>();
    private final Map<UUID, Optional<Note>> notes = new HashMap<>();
    private final Map<DiskIdentity, Long> sizes = new HashMap<>();
    private final Map<UUID, Place> places = new HashMap<>();
    private final List<StorageProblem> problems = new ArrayList<>();

    /** What a backup is in its group. */
    private record Place(MemberRole role, int order) {}

    AdoptionSurvey(StorageDriver storage) {
        this.storage = storage;
    }

    void run() throws IOException, InterruptedException {
        for (var tombstone : storage.tombstones()) {
            tombstones.put(tombstone.manifest(), tombstone);
        }
        for (var kind : ManifestKind.values()) {
            for (var key : storage.manifests(kind)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("cancelled while adopting");
                }
                read(key);
            }
        }
        disks.sort(order());
    }

    /**
     * In the order in which it came to be, a group's backups in theirs. Of several manifests of one resource, what is not in the trash comes first, and the newer one.
     */
    private Comparator<Manifest> order() {
        return Comparator.<Manifest, Boolean>comparing(manifest -> tombstones.containsKey(manifest.key()))
                .thenComparing(manifest -> manifest.provenance().created())
                .thenComparing(manifest -> place(manifest).map(Place::order).orElse(0))
                .thenComparing(Comparator.<Manifest, java.time.Instant>comparing(
                                manifest -> manifest.provenance().published())
                        .reversed());
    }

    private Optional<Place> place(Manifest manifest) {
        return Optional.ofNullable(places.get(manifest.key().uuid()));
    }

    private void read(ManifestKey key) {
        try {
            var manifest = storage.manifest(key);
            if (manifest.isEmpty()) {
                return;
            }
            switch (manifest.get().body()) {
                case Group group -> {
                    groups.add(manifest.get());
                    group.members()
                            .forEach(member -> places.put(member.backup(), new Place(member.role(), member.order())));
                }
                case StoredDisk disk -> {
                    disks.add(manifest.get());
                    var note = note(key);
                    notes.put(key.uuid(), note);
                    if (note.isEmpty() || note.get().properties().isEmpty()) {
                        sizes.put(disk.content(), actualBytes(disk.content()));
                    }
                }
            }
        } catch (IOException e) {
            problem(key, String.valueOf(e.getMessage()));
        }
    }

    /** A damaged note costs the name alone. */
    private Optional<Note> note(ManifestKey key) {
        try {
            return storage.note(key.kind(), key.uuid());
        } catch (IOException e) {
            problem(key, "its note: " + e.getMessage());
            return Optional.empty();
        }
    }

    private long actualBytes(DiskIdentity disk) throws IOException {
        long bytes = 0;
        try (var reader = storage.open(disk)) {
            var walk = TreeWalk.over(disk, reader);
            for (var extent = walk.next(); extent != null; extent = walk.next()) {
                bytes += extent instanceof Extent.Block ? DiskTree.BLOCK_BYTES : 0;
            }
        }
        return Math.min(bytes, disk.lengthBytes());
    }

    /** All disks, as rows are made of them. */
    List<Found> found(BackupStorage row, String accountUuid) {
        return disks.stream().map(manifest -> found(manifest, row, accountUuid)).toList();
    }

    private Found found(Manifest manifest, BackupStorage row, String accountUuid) {
        var content = ((StoredDisk) manifest.body()).content();
        var uuid = manifest.key().uuid();
        return new Found(
                row.uuid(),
                accountUuid,
                InstallPath.of(row.location(), Uuids.of(uuid), content),
                manifest,
                notes.getOrDefault(uuid, Optional.empty()),
                Optional.ofNullable(tombstones.get(manifest.key())),
                sizes.getOrDefault(content, content.lengthBytes()),
                place(manifest).map(Place::role));
    }

    int groups() {
        return groups.size();
    }

    void problem(ManifestKey key, String details) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new StorageProblem(
                    "manifests/" + key.kind() + "/" + key.uuid() + "/" + key.id(),
                    details,
                    List.of(Uuids.of(key.uuid()))));
        }
    }

    List<StorageProblem> problems() {
        return List.copyOf(problems);
    }
}
