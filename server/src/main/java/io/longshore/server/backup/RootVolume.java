package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.util.Collection;
import java.util.Map;

/** A machine has exactly one root volume, and so has each of its backups. */
final class RootVolume {
    private RootVolume() {}

    /** Refuses a group without a root volume or with several; {@code ROOT_VOLUME_MISSING}, {@code SEVERAL_ROOT_VOLUMES}. */
    static void check(String groupUuid, Collection<VolumeType> types) {
        long roots = types.stream().filter(type -> type == VolumeType.ROOT).count();
        if (roots != 1) {
            throw new FailureException(
                    roots == 0 ? Reason.ROOT_VOLUME_MISSING : Reason.SEVERAL_ROOT_VOLUMES,
                    "group " + groupUuid + " has " + roots + " root volumes among its " + types.size()
                            + " (expected: exactly one)",
                    Map.of("groupUuid", groupUuid, "rootVolumes", Long.toString(roots)));
        }
    }
}
