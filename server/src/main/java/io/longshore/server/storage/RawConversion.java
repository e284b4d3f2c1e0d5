package io.longshore.server.storage;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.TaskSuspendedException;
import io.longshore.server.transfer.Conversions;
import io.longshore.server.transfer.DestinationFullException;
import io.longshore.server.transfer.DiskCopy;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.transfer.Transfer;
import io.longshore.server.transfer.TransferEngine;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings images and backups onto a storage that takes raw disks alone: one after the other converted to raw on this machine and written, then verified and published as
 * any other. Done again after a crash it converts again, to the same disks, of which nothing is written twice.
 */
public final class RawConversion {
    private final Conversions conversions;
    private final StorageAccess storages;
    private final Admission admission;
    private final TransferEngine engine;
    private final ManifestAuthor author;

    public RawConversion(
            Conversions conversions,
            StorageAccess storages,
            Admission admission,
            TransferEngine engine,
            ManifestAuthor author) {
        this.conversions = conversions;
        this.storages = storages;
        this.admission = admission;
        this.engine = engine;
        this.author = author;
    }

    /**
     * What is to be converted.
     *
     * @param kind of what it becomes
     * @param uuid of what it becomes
     * @param sourceUuid where it is read; may be the destination
     * @param stored what a manifest says of it there
     * @param dataBytes of its blocks that are not zeros
     * @param provenance of the manifest, but for the program
     */
    public record Request(
            ManifestKind kind,
            String uuid,
            String sourceUuid,
            StoredDisk stored,
            long dataBytes,
            Provenance provenance) {}

    /** The raw disk at the destination, whose manifest is published. */
    public record Converted(ManifestKey key, DiskIdentity disk, long actualSizeBytes, Receipt receipt) {}

    /** Whether what is in a format must be converted for a storage. */
    public static boolean needed(StorageDriver destination, String format) {
        return Conversions.needed(destination, format);
    }

    /**
     * Does all of it; room is reserved for all that the raw disks have.
     *
     * @param holderUuid who has the reservation at the destination
     */
    public List<Converted> run(List<Request> requests, String holderUuid, String destinationUuid, TaskContext context)
            throws InterruptedException {
        var destination = storages.driverOrWait(destinationUuid);
        var monitor = new ShrinkingReservation(new RepeatedSteps(context), admission, holderUuid, destinationUuid, 0);
        try (var transfer = engine.start(Uuids.parse(context.taskUuid()), destination, monitor)) {
            var target = new Target(transfer, monitor, context);
            var disks = new ArrayList<RawDisk>();
            for (int i = 0; i < requests.size(); i++) {
                var later = requests.subList(i + 1, requests.size());
                disks.add(copy(requests.get(i), target, bound(later)));
            }
            var receipts = transfer.verify();
            var keys = new ArrayList<ManifestKey>();
            for (var disk : disks) {
                keys.add(publish(disk, destination, transfer, context.taskUuid()));
            }
            return converted(disks, keys, transfer.withRequests(receipts));
        } catch (DestinationFullException e) {
            throw new TaskSuspendedException("backup storage " + destinationUuid + " is full", e);
        } catch (IOException e) {
            throw StorageFailures.of(destinationUuid, e);
        }
    }

    private static long bound(List<Request> requests) {
        return requests.stream()
                .mapToLong(request -> Admission.upperBound(request.dataBytes()))
                .sum();
    }

    private static List<Converted> converted(List<RawDisk> disks, List<ManifestKey> keys, List<Receipt> receipts) {
        var converted = new ArrayList<Converted>();
        for (int i = 0; i < disks.size(); i++) {
            var raw = disks.get(i);
            converted.add(new Converted(keys.get(i), raw.disk(), raw.actualSizeBytes(), raw.receipt(receipts.get(i))));
        }
        return converted;
    }

    /** A transfer that raw disks are written in, and what it reserves. */
    public record Target(Transfer transfer, ShrinkingReservation monitor, TaskContext context) {}

    /** A raw disk that is written and has no manifest yet. */
    public record RawDisk(Request of, DiskIdentity disk, long actualSizeBytes, String tool) {
        /** The copy's receipt as one of the whole work: from the file as it was stored to the disk as it lies there now. */
        public Receipt receipt(Receipt ofCopy) {
            return ofCopy.converted(of.stored().content(), tool);
        }

        /** What is said of it at the destination. */
        private Manifest manifest() {
            var stored = of.stored();
            var raw = new StoredDisk(
                    disk,
                    DiskFormat.RAW.wireName(),
                    Optional.of(disk),
                    Optional.empty(),
                    stored.volume(),
                    stored.vm(),
                    stored.group());
            var key = ManifestKey.random(of.kind(), Uuids.parse(of.uuid()));
            return new Manifest(key, raw, of.provenance().by(tool));
        }
    }

    /**
     * Converts one and copies it as the transfer's next disk.
     *
     * @param laterBytes what is to stay reserved for those that come after it
     */
    public RawDisk copy(Request request, Target target, long laterBytes) throws InterruptedException {
        var source = storages.driverOrWait(request.sourceUuid());
        var stored = request.stored();
        try (var disk =
                conversions.convert(source, stored.content(), stored.format(), request.dataBytes(), target.monitor())) {
            long bytes = Admission.upperBound(disk.actualSizeBytes());
            target.context().transaction(() -> target.monitor().renew(storages, bytes, laterBytes));
            target.transfer().copy(List.of(new DiskCopy(Uuids.parse(request.uuid()), disk, disk.disk())));
            return new RawDisk(request, disk.disk(), disk.actualSizeBytes(), disk.tool());
        }
    }

    /** Publishes a raw disk, unless an earlier attempt of the task did. */
    public ManifestKey publish(RawDisk raw, StorageDriver destination, Transfer transfer, String taskUuid)
            throws IOException, InterruptedException {
        var before = author.published(destination, raw.of().kind(), raw.of().uuid(), taskUuid);
        if (before.isPresent()) {
            return before.get().key();
        }
        var manifest = raw.manifest();
        transfer.publish(manifest);
        return manifest.key();
    }

    /** Gives the room back. */
    public void release(String holderUuid, String destinationUuid) {
        admission.release(holderUuid, destinationUuid);
    }
}
