package io.longshore.server.backup;

import io.longshore.disk.DiskIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of one volume at one moment. The contract ({@code longshore/v1/backup.proto}) says what each field means.
 *
 * @param identity null while the backup is being made
 * @param backupStorageRefs where it lies, in the order in which it came there
 */
public record VolumeBackup(
        String uuid,
        String accountUuid,
        String name,
        @Nullable String description,
        String volumeUuid,
        VolumeType type,
        State state,
        Status status,
        long sizeBytes,
        long actualSizeBytes,
        String format,
        Mode mode,
        @Nullable String metadata,
        @Nullable String groupUuid,
        @Nullable String vmInstanceUuid,
        @Nullable DiskIdentity identity,
        List<VolumeBackupRef> backupStorageRefs,
        List<String> systemTags,
        List<String> userTags,
        Instant createTime,
        Instant updateTime) {
    public VolumeBackup {
        backupStorageRefs = List.copyOf(backupStorageRefs);
        systemTags = List.copyOf(systemTags);
        userTags = List.copyOf(userTags);
    }

    /** The backup's entry for a storage; empty where it does not lie there. */
    public Optional<VolumeBackupRef> on(String backupStorageUuid) {
        return backupStorageRefs.stream()
                .filter(ref -> ref.backupStorageUuid().equals(backupStorageUuid))
                .findFirst();
    }

    /** Whether it lies on a storage, whole. */
    public boolean readyOn(String backupStorageUuid) {
        return on(backupStorageUuid).filter(ref -> ref.status() == Status.READY).isPresent();
    }

    /**
     * What the bytes are that lie on a storage: the backup's own, or those that were made of them on their way there.
     *
     * @throws IllegalStateException while the backup is being made
     */
    public Content content(VolumeBackupRef ref) {
        var there = ref.content();
        if (there != null) {
            return there;
        }
        if (identity == null) {
            throw new IllegalStateException("backup " + uuid + ": has no content (expected: made)");
        }
        return new Content(identity, format, actualSizeBytes);
    }

    /** The same once no storage has what it was made of any more: it is what the first one has. */
    VolumeBackup asItLies(Instant now) {
        boolean own = backupStorageRefs.stream().anyMatch(ref -> ref.content() == null);
        if (own || backupStorageRefs.isEmpty()) {
            return this;
        }
        return with(status, content(backupStorageRefs.getFirst()), systemTags, userTags, now);
    }

    /** The same in another status, with tags that it does not have yet. */
    VolumeBackup changed(Status changed, List<String> moreSystemTags, List<String> moreUserTags, Instant now) {
        return with(changed, null, union(systemTags, moreSystemTags), union(userTags, moreUserTags), now);
    }

    /** @param content what it is from now on; null leaves that as it is */
    private VolumeBackup with(
            Status status,
            @Nullable Content content,
            List<String> systemTags,
            List<String> userTags,
            Instant updateTime) {
        return new VolumeBackup(
                uuid,
                accountUuid,
                name,
                description,
                volumeUuid,
                type,
                state,
                status,
                sizeBytes,
                content == null ? actualSizeBytes : content.actualSizeBytes(),
                content == null ? format : content.format(),
                mode,
                metadata,
                groupUuid,
                vmInstanceUuid,
                content == null ? identity : content.identity(),
                backupStorageRefs,
                systemTags,
                userTags,
                createTime,
                updateTime);
    }

    private static List<String> union(List<String> have, List<String> more) {
        return Stream.concat(have.stream(), more.stream()).distinct().toList();
    }

    /** What a volume is to its machine. */
    public enum VolumeType {
        ROOT,
        DATA
    }

    /** Whether it may be used. */
    public enum State {
        ENABLED,
        DISABLED
    }

    /** What is true of it, on one storage or over all. */
    public enum Status {
        CREATING,
        READY,
        ERROR,
        EXPUNGING
    }

    /** How it was taken. */
    public enum Mode {
        FULL,
        INCREMENTAL
    }

    /**
     * What bytes are.
     *
     * @param format {@code qcow2} or {@code raw}
     * @param actualSizeBytes of the blocks that are not zeros
     */
    public record Content(DiskIdentity identity, String format, long actualSizeBytes) {}

    /**
     * A backup on one storage.
     *
     * @param content what its bytes are there where they are not the backup's own: a storage that takes raw disks alone had one made of them, or has the file that
     *     the backup's raw disk was made of; null where they are
     */
    public record VolumeBackupRef(
            String volumeBackupUuid,
            String backupStorageUuid,
            String installPath,
            String manifestId,
            Status status,
            @Nullable Content content,
            Instant createTime,
            Instant updateTime) {
        /** One whose bytes are the backup's own. */
        public VolumeBackupRef(
                String volumeBackupUuid,
                String backupStorageUuid,
                String installPath,
                String manifestId,
                Status status,
                Instant createTime,
                Instant updateTime) {
            this(volumeBackupUuid, backupStorageUuid, installPath, manifestId, status, null, createTime, updateTime);
        }

        /** The same in another status. */
        VolumeBackupRef withStatus(Status changed, Instant now) {
            return new VolumeBackupRef(
                    volumeBackupUuid, backupStorageUuid, installPath, manifestId, changed, content, createTime, now);
        }
    }
}
