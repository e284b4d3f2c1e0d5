package io.longshore.server.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backups that were taken of one machine at one moment.
 *
 * @param volumeBackups the root volume's first, then the data volumes' in the order in which they were given
 */
public record VmBackup(
        String groupUuid,
        @Nullable String vmInstanceUuid,
        String name,
        List<VolumeBackup> volumeBackups,
        Instant createTime) {
    public VmBackup {
        volumeBackups = List.copyOf(volumeBackups);
    }
}
