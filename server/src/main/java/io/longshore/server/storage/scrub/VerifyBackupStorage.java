package io.longshore.server.storage.scrub;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.ByteRate;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.storage.AllManifestRows;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.storage.ManifestRows;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageRegistry;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.storage.StorageResult.StorageProblem;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads all of a storage and heals it from the others. The steps: {@code packs} reads them; {@code manifests} reads the manifests and what lies beside them;
 * {@code heal} looks below what can't be counted on. Problems are its result, not its failure.
 *
 * <p>The checkpoint is when the task began: what was verified since, which {@link VerificationTimes} tells, need not be read again.
 */
public final class VerifyBackupStorage implements Work<StorageOperation.VerifyBackupStorage> {
    private final BackupStorages storages;
    private final StorageRegistry registry;
    private final StorageAccess access;
    private final AllManifestRows rows;
    private final VerificationTimes times;
    private final InstantSource clock;

    public VerifyBackupStorage(
            BackupStorages storages,
            StorageRegistry registry,
            StorageAccess access,
            AllManifestRows rows,
            VerificationTimes times,
            InstantSource clock) {
        this.storages = storages;
        this.registry = registry;
        this.access = access;
        this.rows = rows;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public void accept(Caller caller, StorageOperation.VerifyBackupStorage operation) {
        access.find(caller, operation.backupStorageUuid());
        access.driver(operation.backupStorageUuid());
    }

    @Override
    public Outcome run(StorageOperation.VerifyBackupStorage operation, TaskContext context)
            throws InterruptedException {
        var uuid = operation.backupStorageUuid();
        try {
            return new Run(operation, context, access.driverOrWait(uuid)).run();
        } catch (IOException e) {
            throw StorageFailures.of(uuid, e);
        }
    }

    @Override
    public void abandon(StorageOperation.VerifyBackupStorage operation) {}

    /** The other storages that answer, local ones first come as the catalog lists them. */
    private List<StorageDriver> others(String uuid) {
        return storages.all().stream()
                .map(BackupStorage::uuid)
                .filter(other -> !other.equals(uuid))
                .flatMap(other -> registry.find(other).stream())
                .toList();
    }

    /** One attempt. */
    private final class Run {
        private final StorageOperation.VerifyBackupStorage operation;
        private final TaskContext context;
        private final StorageDriver storage;
        private final Findings findings = new Findings();
        private final Map<DiskIdentity, List<ManifestKey>> disks = new LinkedHashMap<>();
        private final Scrub scrub;
        private long manifests;

        Run(StorageOperation.VerifyBackupStorage operation, TaskContext context, StorageDriver storage) {
            this.operation = operation;
            this.context = context;
            this.storage = storage;
            Pace pace = operation.maxBytesPerSecond().isEmpty()
                    ? Pace.FREE
                    : new ByteRate(operation.maxBytesPerSecond().getAsLong());
            this.scrub = new Scrub(storage, operation.backupStorageUuid(), times, clock, pace, findings);
        }

        Outcome run() throws IOException, InterruptedException {
            var begun = begun();
            storage.check().warnings().forEach(warning -> findings.problem(new StorageProblem("", warning, List.of())));
            if (!operation.knownDamageOnly()) {
                readPacks(begun);
            }
            readManifests();
            heal();
            return Outcome.of(() -> result(access.find(operation.backupStorageUuid())));
        }

        /** When the first attempt began. */
        private Instant begun() {
            var kept = context.checkpoint();
            if (kept.isPresent()) {
                return Instant.ofEpochMilli(ByteBuffer.wrap(kept.get()).getLong());
            }
            var now = Instant.ofEpochMilli(clock.millis());
            context.keepCheckpoint(
                    ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli()).array());
            return now;
        }

        private void readPacks(Instant begun) throws IOException, InterruptedException {
            var recent = operation.maxAgeMillis().isEmpty()
                    ? Instant.MAX
                    : begun.minus(Duration.ofMillis(operation.maxAgeMillis().getAsLong()));
            var deadline = operation.maxDurationMillis().isEmpty()
                    ? Instant.MAX
                    : begun.plus(Duration.ofMillis(operation.maxDurationMillis().getAsLong()));
            try (var step = context.step("packs", OptionalLong.empty())) {
                scrub.run(begun, recent, deadline, step);
                step.end();
            }
        }

        private void readManifests() throws IOException, InterruptedException {
            var keys = new HashSet<ManifestKey>();
            try (var step = context.step("manifests", OptionalLong.empty())) {
                for (var kind : ManifestKind.values()) {
                    keys.addAll(storage.manifests(kind));
                }
                for (var key : rows.mustExist(operation.backupStorageUuid())) {
                    if (!keys.contains(key) && storage.manifest(key).isEmpty() && staying(key)) {
                        findings.problem(key, "is missing (expected: the manifest that the catalog names)");
                    }
                }
                for (var key : keys) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("cancelled while verifying");
                    }
                    read(key);
                }
                readTombstones();
                step.end();
            }
        }

        /** Whether a row still says that it is there: one that is being removed goes after its row has said so. */
        private boolean staying(ManifestKey key) {
            return rows.standing(operation.backupStorageUuid(), key)
                    .filter(standing -> !(standing instanceof ManifestRows.Expunging))
                    .isPresent();
        }

        private void read(ManifestKey key) {
            try {
                var manifest = storage.manifest(key);
                if (manifest.isPresent()) { // else it was removed since it was listed
                    manifests++;
                    if (manifest.get().body() instanceof StoredDisk disk) {
                        disks.computeIfAbsent(disk.content(), _ -> new ArrayList<>())
                                .add(key);
                    }
                }
                storage.note(key.kind(), key.uuid());
            } catch (IOException e) {
                findings.problem(key, String.valueOf(e.getMessage()));
            }
        }

        private void readTombstones() {
            try {
                storage.tombstones();
            } catch (IOException e) {
                findings.problem(new StorageProblem("trash", String.valueOf(e.getMessage()), List.of()));
            }
        }

        private void heal() throws IOException, InterruptedException {
            var digests = storage.digests();
            var hurt = new ArrayList<DiskIdentity>();
            for (var disk : disks.keySet()) {
                if (!storage.has(disk)) {
                    hurt.add(disk);
                }
            }
            if (digests.isEmpty()) {
                for (var disk : hurt) {
                    missing(disk);
                }
                return;
            }
            if (hurt.isEmpty()) {
                return;
            }
            var elsewhere = new Elsewhere(() -> others(operation.backupStorageUuid()), new BlockBuffers(1));
            try (var step = context.step("heal", OptionalLong.empty());
                    var repair = new TreeRepair(
                            storage,
                            digests.get(),
                            Uuids.parse(context.taskUuid()),
                            elsewhere,
                            findings,
                            waiting(),
                            step::done)) {
                context.waitingFor("");
                for (var disk : hurt) {
                    for (var resource : resources(disk)) {
                        repair.mend(disk, resource);
                    }
                }
                repair.finish();
                scrub.settleFrames();
                step.end();
            }
        }

        private void missing(DiskIdentity disk) throws IOException {
            var resources = resources(disk);
            if (!resources.isEmpty()) {
                findings.problem(new StorageProblem("", "disk " + disk + " is missing", resources));
            }
        }

        /** Whose a disk is now: what was expunged since the manifests were read may be collected, and is no damage. Nothing is collected while a session is open. */
        private List<String> resources(DiskIdentity disk) throws IOException {
            var resources = new ArrayList<String>();
            for (var key : disks.getOrDefault(disk, List.of())) {
                if (storage.manifest(key).isPresent()) {
                    resources.add(Uuids.of(key.uuid()));
                }
            }
            return resources;
        }

        private WriteListener waiting() {
            return new WriteListener() {
                @Override
                public void sealed(SealedPack pack) {}

                @Override
                public void waiting(String reason) {
                    context.waitingFor(reason);
                }
            };
        }

        private StorageResult.Verified result(BackupStorage row) {
            return new StorageResult.Verified(
                    row,
                    manifests,
                    scrub.packs(),
                    scrub.skippedPacks(),
                    scrub.remainingPacks(),
                    scrub.blocks(),
                    scrub.nodes(),
                    scrub.readBytes(),
                    findings.badRecords(),
                    findings.healedRecords(),
                    findings.problems(),
                    findings.problemCount());
        }
    }
}
