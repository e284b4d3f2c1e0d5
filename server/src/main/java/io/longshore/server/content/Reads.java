package io.longshore.server.content;

import io.longshore.disk.DiskTree;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.task.Caller;
import io.longshore.server.transfer.TransferEngine;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads images and volume backups as they are stored. */
public final class Reads {
    private final StoredContent.Finder images;
    private final StoredContent.Finder volumeBackups;
    private final StorageAccess storages;
    private final TransferEngine engine;

    /**
     * What to read.
     *
     * @param offset the first byte
     * @param length how many bytes; 0 for all to the end
     */
    public record Range(long offset, long length) {}

    public Reads(
            StoredContent.Finder images,
            StoredContent.Finder volumeBackups,
            StorageAccess storages,
            TransferEngine engine) {
        this.images = images;
        this.volumeBackups = volumeBackups;
        this.storages = storages;
        this.engine = engine;
    }

    /** Starts to read an image. Fails as the contract's Read says. */
    public Reading image(Caller caller, String uuid, Optional<String> backupStorageUuid, Range range) {
        return start(images, caller, uuid, backupStorageUuid, range);
    }

    /** Starts to read a volume backup. Fails as the contract's Read says. */
    public Reading volumeBackup(Caller caller, String uuid, Optional<String> backupStorageUuid, Range range) {
        return start(volumeBackups, caller, uuid, backupStorageUuid, range);
    }

    /** Starts to tell the digests of an image's blocks. Fails as the contract's Read says. */
    public Digesting imageDigests(Caller caller, String uuid, Optional<String> backupStorageUuid, long firstBlock) {
        return digests(images, caller, uuid, backupStorageUuid, firstBlock);
    }

    /** Starts to tell the digests of a volume backup's blocks. Fails as the contract's Read says. */
    public Digesting volumeBackupDigests(
            Caller caller, String uuid, Optional<String> backupStorageUuid, long firstBlock) {
        return digests(volumeBackups, caller, uuid, backupStorageUuid, firstBlock);
    }

    private Digesting digests(
            StoredContent.Finder finder,
            Caller caller,
            String uuid,
            Optional<String> backupStorageUuid,
            long firstBlock) {
        backupStorageUuid.ifPresent(named -> storages.find(caller, named));
        var content = finder.find(caller, uuid, backupStorageUuid);
        long blocks = content.identity().blocks();
        if (firstBlock > blocks) {
            throw new FailureException(
                    Reason.OFFSET_OUT_OF_RANGE,
                    "first block: " + firstBlock + " (expected: <= " + blocks + ", the content's blocks)",
                    Map.of(
                            "offset",
                            Long.toString(firstBlock),
                            "lengthBytes",
                            Long.toString(content.identity().lengthBytes())));
        }
        var source = source(content);
        var digests = engine.digests(source.driver(), content.identity(), firstBlock);
        long offset = firstBlock * DiskTree.BLOCK_BYTES;
        return new Digesting(content.identity(), content.format(), offset, source.uuid(), digests);
    }

    private Reading start(
            StoredContent.Finder finder, Caller caller, String uuid, Optional<String> backupStorageUuid, Range range) {
        backupStorageUuid.ifPresent(named -> storages.find(caller, named));
        var content = finder.find(caller, uuid, backupStorageUuid);
        long length = length(content, range);
        var source = source(content);
        var bytes = engine.export(source.driver(), content.identity(), range.offset(), length);
        return new Reading(content.identity(), content.format(), range.offset(), length, source.uuid(), bytes);
    }

    /** How many bytes there are to be read. */
    private static long length(StoredContent content, Range range) {
        long rest = content.identity().lengthBytes() - range.offset();
        if (rest < 0) {
            throw new FailureException(
                    Reason.OFFSET_OUT_OF_RANGE,
                    "offset: " + range.offset() + " (expected: <= "
                            + content.identity().lengthBytes() + ", the content's length)",
                    Map.of(
                            "offset",
                            Long.toString(range.offset()),
                            "lengthBytes",
                            Long.toString(content.identity().lengthBytes())));
        }
        return range.length() == 0 ? rest : Math.min(rest, range.length());
    }

    /** A storage to read from. */
    private record Source(String uuid, StorageDriver driver) {}

    /** The first one that answers. */
    private Source source(StoredContent content) {
        @Nullable FailureException refusal = null;
        for (var uuid : content.backupStorageUuids()) {
            try {
                return new Source(uuid, storages.driver(uuid));
            } catch (FailureException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal == null ? new IllegalArgumentException("storages: none (expected: at least one)") : refusal;
    }
}
