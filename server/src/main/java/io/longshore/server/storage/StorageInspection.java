package io.longshore.server.storage;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.NodeSource;
import io.longshore.disk.TreeNode;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.Group;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.promise.Promise;
import io.longshore.server.storage.StorageResult.StorageProblem;
import io.longshore.server.transfer.TransferMonitor;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * One look through a storage: the frame of every pack, every manifest, and every node of every disk that a manifest names, each compared with its sum or
 * digest. Blocks are not read: that they are known is all that is looked for.
 */
final class StorageInspection {
    private static final int MAX_PROBLEMS = 1000; // the contract's

    private final StorageDriver storage;
    private final Set<ManifestKey> mustExist;
    private final List<StorageProblem> problems = new ArrayList<>();
    private final Map<DiskIdentity, String> walked = new HashMap<>();
    private final Set<Digest> whole = new HashSet<>();
    private final List<String> limits = new ArrayList<>();
    private final List<Promise> promises = new ArrayList<>();
    private long manifests;
    private long packs;
    private long readBytes;

    StorageInspection(StorageDriver storage, Set<ManifestKey> mustExist) {
        this.storage = storage;
        this.mustExist = mustExist;
    }

    void inspect(TransferMonitor monitor) throws IOException, InterruptedException {
        var check = storage.check();
        check.warnings().forEach(warning -> problem("", warning, List.of()));
        limits.addAll(check.limits());
        inspectPacks(monitor);
        var keys = new HashSet<ManifestKey>();
        for (var kind : ManifestKind.values()) {
            keys.addAll(storage.manifests(kind));
        }
        for (var key : mustExist) {
            if (!keys.contains(key) && storage.manifest(key).isEmpty()) {
                problem(key, "is missing (expected: the manifest that the catalog names)");
            }
        }
        readAll(keys, monitor);
    }

    /** Tries on the storage's server what the storage relies on: a step for each promise. */
    void tryPromises(UUID run, TransferMonitor monitor) throws IOException, InterruptedException {
        try (var trials = storage.trials(run)) {
            for (var trial : trials.all()) {
                try (var step = monitor.step(trial.name(), OptionalLong.empty())) {
                    promises.add(trial.run());
                    step.end();
                }
            }
        }
    }

    private void inspectPacks(TransferMonitor monitor) throws IOException, InterruptedException {
        try (var step = monitor.step("packs", OptionalLong.empty())) {
            storage.inspectPacks((path, bytes, damage) -> {
                step.done(bytes);
                readBytes += bytes;
                packs++;
                if (!damage.isEmpty()) {
                    problem(path, damage, List.of());
                }
            });
            step.total(readBytes);
            step.end();
        }
    }

    private void readAll(Set<ManifestKey> keys, TransferMonitor monitor) throws InterruptedException {
        long ofPacks = readBytes;
        try (var step = monitor.step("check", OptionalLong.empty())) {
            for (var key : keys) {
                long before = readBytes;
                read(key);
                step.done(readBytes - before);
                if (Thread.interrupted()) {
                    throw new InterruptedException("cancelled while checking");
                }
            }
            step.total(readBytes - ofPacks);
            step.end();
        }
    }

    private void read(ManifestKey key) {
        try {
            var manifest = storage.manifest(key);
            if (manifest.isPresent()) { // else it was removed since it was listed
                manifests++;
                inspect(manifest.get());
            }
        } catch (IOException e) {
            problem(key, String.valueOf(e.getMessage()));
        }
    }

    private void inspect(Manifest manifest) throws IOException {
        switch (manifest.body()) {
            case StoredDisk disk -> {
                var wrong = walked.computeIfAbsent(disk.content(), this::walk);
                if (!wrong.isEmpty()) {
                    problem(manifest.key(), wrong);
                }
            }
            case Group _ -> {} // it may outlive some of its members
        }
    }

    /** Reads all nodes of a disk that no whole disk has had yet. Returns what is wrong; empty where nothing is. */
    private String walk(DiskIdentity disk) {
        var met = new HashSet<Digest>();
        try (var reader = storage.open(disk)) {
            var walk = TreeWalk.over(disk, counting(reader), digest -> whole.contains(digest) || !met.add(digest));
            while (walk.next() != null) {
                // Walking is reading: each node on the way is compared with its digest.
            }
            whole.addAll(met);
            // A node is read wherever it lies. Only where damage was met is it asked what is below: a collection of
            // garbage, too, takes claims back for a while.
            return problems.isEmpty() || storage.has(disk)
                    ? ""
                    : "of disk " + disk + ": some of its blocks are missing";
        } catch (IOException e) {
            return "of disk " + disk + ": " + e.getMessage();
        }
    }

    private NodeSource counting(DiskReader reader) {
        return (level, digest) -> {
            readBytes += TreeNode.BYTES;
            return reader.node(level, digest);
        };
    }

    private void problem(ManifestKey key, String details) {
        problem("manifests/" + key.kind() + "/" + key.uuid() + "/" + key.id(), details, List.of(Uuids.of(key.uuid())));
    }

    private void problem(String path, String details, List<String> resources) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new StorageProblem(path, details, resources));
        }
    }

    StorageResult.Checked result(BackupStorage row) {
        return new StorageResult.Checked(row, manifests, packs, readBytes, problems, limits, promises);
    }
}
