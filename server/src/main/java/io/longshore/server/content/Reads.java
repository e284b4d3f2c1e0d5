package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
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
        var source = source(finder.find(caller, uuid, backupStorageUuid));
        var identity = source.copy().identity();
        if (firstBlock > identity.blocks()) {
            throw outOfRange("first block", firstBlock, identity.blocks() + ", the content's blocks", identity);
        }
        var digests = engine.digests(source.driver(), identity, firstBlock);
        long offset = firstBlock * DiskTree.BLOCK_BYTES;
        var copy = source.copy();
        return new Digesting(identity, copy.format(), offset, copy.backupStorageUuid(), digests);
    }

    private static FailureException outOfRange(String what, long said, String expected, DiskIdentity identity) {
        return new FailureException(
                Reason.OFFSET_OUT_OF_RANGE,
                what + ": " + said + " (expected: <= " + expected + ")",
                Map.of("offset", Long.toString(said), "lengthBytes", Long.toString(identity.lengthBytes())));
    }

    private Reading start(
            StoredContent.Finder finder, Caller caller, String uuid, Optional<String> backupStorageUuid, Range range) {
        backupStorageUuid.ifPresent(named -> storages.find(caller, named));
        var source = source(finder.find(caller, uuid, backupStorageUuid));
        var copy = source.copy();
        long length = length(copy.identity(), range);
        var bytes = engine.export(source.driver(), copy.identity(), range.offset(), length);
        return new Reading(copy.identity(), copy.format(), range.offset(), length, copy.backupStorageUuid(), bytes);
    }

    /** How many bytes there are to be read. */
    private static long length(DiskIdentity identity, Range range) {
        long rest = identity.lengthBytes() - range.offset();
        if (rest < 0) {
            throw outOfRange("offset", range.offset(), identity.lengthBytes() + ", the content's length", identity);
        }
        return range.length() == 0 ? rest : Math.min(rest, range.length());
    }

    /** A storage to read from. */
    private record Source(StoredContent.Copy copy, StorageDriver driver) {}

    /** The first one that answers. */
    private Source source(StoredContent content) {
        @Nullable FailureException refusal = null;
        for (var copy : content.copies()) {
            try {
                return new Source(copy, storages.driver(copy.backupStorageUuid()));
            } catch (FailureException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal == null ? new IllegalArgumentException("storages: none (expected: at least one)") : refusal;
    }
}
