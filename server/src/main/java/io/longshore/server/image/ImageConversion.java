package io.longshore.server.image;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.ShrinkingReservation;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.TaskSuspendedException;
import io.longshore.server.transfer.Conversions;
import io.longshore.server.transfer.ConvertedDisk;
import io.longshore.server.transfer.DestinationFullException;
import io.longshore.server.transfer.DiskCopy;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.transfer.TransferEngine;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.List;

/**
 * Brings an image onto a storage that takes raw disks alone: converted to raw on this machine, then written, verified and published as any other. Done again after a
 * crash it converts again, to the same disk, of which nothing is written twice.
 */
public final class ImageConversion {
    private final Conversions conversions;
    private final StorageAccess storages;
    private final Admission admission;
    private final TransferEngine engine;
    private final ManifestAuthor author;

    public ImageConversion(
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
     * @param imageUuid the image that it becomes; holds the reservation at the destination, too
     * @param sourceUuid where it is read; may be the destination
     * @param format of the content
     * @param dataBytes of its blocks that are not zeros
     * @param provenance of the manifest, but for the program
     */
    record Request(
            String imageUuid,
            String sourceUuid,
            String destinationUuid,
            DiskIdentity content,
            String format,
            long dataBytes,
            Provenance provenance) {}

    /** The raw disk at the destination, whose manifest is published. */
    record Converted(ManifestKey key, DiskIdentity disk, long actualSizeBytes, Receipt receipt) {}

    /** Whether an image of a format must be converted for a storage. */
    static boolean needed(StorageDriver destination, String format) {
        return Conversions.needed(destination, format);
    }

    /** Does it; room is reserved for all that the raw disk has. */
    Converted run(Request request, TaskContext context) throws InterruptedException {
        var source = storages.driverOrWait(request.sourceUuid());
        try (var disk =
                conversions.convert(source, request.content(), request.format(), request.dataBytes(), context)) {
            return write(request, disk, context);
        } catch (DestinationFullException e) {
            throw new TaskSuspendedException("backup storage " + request.destinationUuid() + " is full", e);
        } catch (IOException e) {
            throw StorageFailures.of(request.destinationUuid(), e);
        }
    }

    private Converted write(Request request, ConvertedDisk disk, TaskContext context)
            throws IOException, InterruptedException {
        long bound = Admission.upperBound(disk.actualSizeBytes());
        context.transaction(() -> {
            admission.release(request.imageUuid(), request.destinationUuid()); // what was guessed from the file's size
            storages.reserve(request.imageUuid(), request.destinationUuid(), bound);
            return true;
        });
        var destination = storages.driverOrWait(request.destinationUuid());
        var monitor = new ShrinkingReservation(
                new RawSteps(context), admission, request.imageUuid(), request.destinationUuid(), bound);
        var uuid = Uuids.parse(request.imageUuid());
        try (var transfer = engine.start(Uuids.parse(context.taskUuid()), destination, monitor)) {
            transfer.copy(List.of(new DiskCopy(uuid, disk, disk.disk())));
            var receipt = transfer.verify().getFirst();
            var before = author.published(destination, ManifestKind.IMAGE, request.imageUuid(), context.taskUuid());
            var key = before.map(Manifest::key).orElseGet(() -> ManifestKey.random(ManifestKind.IMAGE, uuid));
            if (before.isEmpty()) {
                transfer.publish(new Manifest(
                        key,
                        StoredDisk.of(disk.disk(), DiskFormat.RAW.wireName()),
                        request.provenance().by(disk.tool())));
            }
            return new Converted(
                    key, disk.disk(), disk.actualSizeBytes(), disk.receipt(transfer.withRequests(receipt)));
        }
    }

    /** Gives the room back. */
    void release(String imageUuid, String destinationUuid) {
        admission.release(imageUuid, destinationUuid);
    }
}
