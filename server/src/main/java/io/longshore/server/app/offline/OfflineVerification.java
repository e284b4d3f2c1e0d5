package io.longshore.server.app.offline;

import io.longshore.server.driver.Fault;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads all of a storage that nobody writes and compares it with its digests: packs first, then what depends on them. For one thread. */
final class OfflineVerification {
    private final StorageDriver storage;
    private final List<String> problems = new ArrayList<>();
    private int packs;
    private int manifests;
    private long bytes;

    OfflineVerification(StorageDriver storage) {
        this.storage = storage;
    }

    /** Returns what is wrong, a sentence each; empty where all is whole. */
    List<String> run() throws IOException {
        look();
        for (var unit : storage.scrubUnits()) {
            var read = storage.scrub(unit, Pace.FREE);
            packs++;
            bytes += read.readBytes();
            read.faults().forEach(fault -> problems.add(told(fault)));
        }
        for (var kind : ManifestKind.values()) {
            for (var key : storage.manifests(kind)) {
                manifests++;
                read(key);
            }
        }
        readTombstones();
        return List.copyOf(problems);
    }

    private void look() throws IOException {
        try {
            storage.check().warnings().stream()
                    .filter(warning -> !warning.startsWith("read-only: it belongs to")) // as every storage does here
                    .forEach(problems::add);
        } catch (StorageFormatException e) {
            problems.add(e.getMessage());
        }
    }

    private static String told(Fault fault) {
        return fault.path() + ": " + fault.digest().map(digest -> digest + " ").orElse("") + fault.details();
    }

    private void read(ManifestKey key) throws IOException {
        try {
            var manifest = storage.manifest(key);
            storage.note(key.kind(), key.uuid());
            if (manifest.isPresent()
                    && manifest.get().body() instanceof Manifest.StoredDisk disk
                    && !storage.has(disk.content())) {
                problems.add(key + ": something of its disk " + disk.content() + " is damaged or missing");
            }
        } catch (StorageFormatException e) {
            problems.add(key + ": " + e.getMessage());
        }
    }

    private void readTombstones() throws IOException {
        try {
            storage.tombstones();
        } catch (StorageFormatException e) {
            problems.add("trash: " + e.getMessage());
        }
    }

    /** What was read, in a few words. */
    String summary() {
        return packs + " packs, " + manifests + " manifests, " + bytes + " bytes: "
                + (problems.isEmpty() ? "all is well" : problems.size() + " problems");
    }
}
