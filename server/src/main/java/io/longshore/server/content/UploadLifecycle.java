package io.longshore.server.content;

import io.longshore.server.content.Upload.State;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.storage.OpenStorages;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Hold;
import io.longshore.server.task.Transactions;
import io.longshore.server.uuid.Uuids;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** How uploads begin and end. Their bytes come through {@link UploadIntake}, and become something by {@link UploadVerification}. */
public final class UploadLifecycle {
    private final Uploads uploads;
    private final BackupStorages reservations;
    private final OpenStorages storages;
    private final UploadSessions sessions;
    private final Holders holders;
    private final Transactions transactions;
    private final InstantSource clock;

    /** Tells which task has a resource. */
    public interface Holders {
        /** The task's uuid; empty where none has it. */
        Optional<String> holder(Hold hold);
    }

    public UploadLifecycle(
            Uploads uploads,
            BackupStorages reservations,
            OpenStorages storages,
            UploadSessions sessions,
            Holders holders,
            Transactions transactions,
            InstantSource clock) {
        this.uploads = uploads;
        this.reservations = reservations;
        this.storages = storages;
        this.sessions = sessions;
        this.holders = holders;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Begins an upload; reserves room for it. Fails as the contract's CreateUpload says. */
    public Upload create(Caller caller, NewUpload asked) {
        var upload = upload(caller, asked);
        return transactions.write(() -> {
            var before = uploads.find(upload.uuid());
            return before.isPresent() ? again(before.get(), upload) : insert(upload);
        });
    }

    private Upload upload(Caller caller, NewUpload asked) {
        var now = clock.instant();
        return new Upload(
                asked.uuid().orElseGet(Uuids::random),
                caller.accountUuid(),
                asked.backupStorageUuid(),
                asked.sizeBytes(),
                asked.dataBytes(),
                0,
                State.WRITING,
                asked.expectedRoot(),
                asked.expectedSha256(),
                asked.omitsMd5(),
                null,
                null,
                0,
                now,
                now.plus(UploadProgress.LIFE));
    }

    /** The same request that came before gives its upload, however far that has come. */
    private static Upload again(Upload before, Upload asked) {
        boolean same = before.accountUuid().equals(asked.accountUuid())
                && before.backupStorageUuid().equals(asked.backupStorageUuid())
                && before.sizeBytes() == asked.sizeBytes()
                && before.dataBytes() == asked.dataBytes()
                && before.expectedRoot().equals(asked.expectedRoot())
                && before.expectedSha256().equals(asked.expectedSha256())
                && before.omitsMd5() == asked.omitsMd5();
        if (!same) {
            throw new FailureException(
                    Reason.RESOURCE_EXISTS,
                    "another upload has the uuid " + asked.uuid() + " (expected: none, or the same one)",
                    Map.of("uploadUuid", asked.uuid()));
        }
        return before;
    }

    private Upload insert(Upload upload) {
        var _ = storages.enabledDriver(upload.backupStorageUuid());
        storages.reserve(upload.uuid(), upload.backupStorageUuid(), Admission.upperBound(upload.dataBytes()));
        uploads.insert(upload);
        return upload;
    }

    /** An upload by its uuid; {@code UPLOAD_NOT_FOUND}. */
    public Upload find(Caller caller, String uuid) {
        return uploads.find(uuid)
                .filter(upload -> caller.mayUse(upload.accountUuid()))
                .orElseThrow(() -> UploadFailures.notFound(uuid));
    }

    /** The storage that an upload lies on; empty where there is no such upload any more. */
    public Optional<String> storage(String uuid) {
        return uploads.find(uuid).map(Upload::backupStorageUuid);
    }

    /** Gives an upload up; {@code UPLOAD_NOT_FOUND}, {@code UPLOAD_BUSY}. What was written goes with the next reclaiming. */
    public void delete(Caller caller, String uuid) {
        transactions.write(() -> {
            var upload = find(caller, uuid);
            holder(uuid).ifPresent(task -> {
                throw new FailureException(
                        Reason.UPLOAD_BUSY,
                        "upload " + uuid + " is held by task " + task,
                        Map.of("resourceUuid", uuid, "taskUuid", task));
            });
            remove(upload);
        });
        sessions.discard(uuid);
    }

    private Optional<String> holder(String uuid) {
        return holders.holder(new Hold(Hold.Kind.UPLOAD, uuid));
    }

    private void remove(Upload upload) {
        reservations.reserve(upload.uuid(), upload.backupStorageUuid(), 0);
        uploads.delete(upload.uuid());
    }

    /** Removes uploads that nothing was written to for too long. Called every so often. */
    public int sweep() {
        int removed = 0;
        for (var upload : uploads.expired(clock.instant())) {
            if (transactions.write(() -> removeExpired(upload.uuid()))) {
                sessions.discard(upload.uuid());
                removed++;
            }
        }
        return removed;
    }

    /** Looks again: bytes may have come meanwhile, or a task. */
    private boolean removeExpired(String uuid) {
        var expired = uploads.find(uuid)
                .filter(upload -> !upload.expireTime().isAfter(clock.instant()))
                .filter(_ -> holder(uuid).isEmpty());
        expired.ifPresent(this::remove);
        return expired.isPresent();
    }

    /**
     * Marks an upload as having become something, in the transaction that makes that visible. Close its {@link VerifiedUploads} afterwards.
     */
    public void published(String uuid) {
        transactions.write(() -> {
            var upload = uploads.find(uuid).orElseThrow(() -> UploadFailures.notFound(uuid));
            uploads.update(upload.published());
            reservations.reserve(uuid, upload.backupStorageUuid(), 0);
        });
    }

    /**
     * Whether uploads keep a storage from being removed. Forgets those that have become something, in the same transaction: nothing of theirs is left but a row that
     * names the storage.
     */
    public boolean remainOn(String backupStorageUuid) {
        return transactions.write(() -> {
            var all = uploads.on(backupStorageUuid);
            all.stream().filter(upload -> upload.state() == State.PUBLISHED).forEach(this::remove);
            return all.stream().anyMatch(upload -> upload.state() != State.PUBLISHED);
        });
    }
}
