package io.longshore.server.content;

import io.longshore.server.storage.Admission;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.task.Transactions;
import io.longshore.server.transfer.IngestKeeper;
import io.longshore.server.transfer.Ingested;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Writes down how far uploads have come. */
final class UploadProgress {
    /** An upload lives so long after the last bytes that were written to it. */
    static final Duration LIFE = Duration.ofDays(7);

    private final Uploads uploads;
    private final BackupStorages storages;
    private final Transactions transactions;
    private final InstantSource clock;

    UploadProgress(Uploads uploads, BackupStorages storages, Transactions transactions, InstantSource clock) {
        this.uploads = uploads;
        this.storages = storages;
        this.transactions = transactions;
        this.clock = clock;
    }

    Upload find(String uuid) {
        return uploads.find(uuid).orElseThrow(() -> UploadFailures.notFound(uuid));
    }

    Optional<byte[]> checkpoint(String uuid) {
        return uploads.checkpoint(uuid);
    }

    /** What was committed, with what is needed to go on from there, in one transaction; room that is no longer needed is given back. */
    private void keep(String uuid, long committedBytes, long actualSizeBytes, byte[] checkpoint) {
        transactions.write(() -> {
            var upload = change(uuid, before -> before.committed(committedBytes, actualSizeBytes, expireTime()));
            uploads.keepCheckpoint(uuid, checkpoint);
            long missing = Math.min(upload.sizeBytes() - committedBytes, upload.dataBytes() - actualSizeBytes);
            storages.reserve(uuid, upload.backupStorageUuid(), Admission.upperBound(Math.max(0, missing)));
        });
    }

    /** Keeps what an ingest of an upload needs to go on. */
    IngestKeeper keeper(String uuid) {
        return new IngestKeeper() {
            @Override
            public void keep(long committedBytes, long actualSizeBytes, byte[] checkpoint) {
                UploadProgress.this.keep(uuid, committedBytes, actualSizeBytes, checkpoint);
            }

            @Override
            public List<String> packs() {
                return uploads.packs(uuid);
            }

            @Override
            public void keepPack(String name) {
                transactions.write(() -> {
                    var upload = find(uuid); // one that is no more keeps nothing
                    uploads.keepPack(upload.uuid(), name);
                });
            }
        };
    }

    /** That an ingest goes on elsewhere than it was thought to: what the catalog has must be what the storage has. */
    Upload resumed(Upload upload, long committedBytes) {
        if (committedBytes == upload.committedBytes()) {
            return upload;
        }
        return transactions.write(() -> change(
                upload.uuid(),
                before -> before.committed(
                        committedBytes, Math.min(before.actualSizeBytes(), committedBytes), before.expireTime())));
    }

    /** That all bytes are there. */
    Upload complete(String uuid, Ingested ingested) {
        return transactions.write(() -> change(
                uuid,
                before -> before.complete(
                        ingested.identity(), ingested.md5().orElse(null), ingested.actualSizeBytes(), expireTime())));
    }

    private Upload change(String uuid, UnaryOperator<Upload> change) {
        var changed = change.apply(find(uuid));
        uploads.update(changed);
        return changed;
    }

    private Instant expireTime() {
        return now().plus(LIFE);
    }

    Instant now() {
        return clock.instant();
    }
}
