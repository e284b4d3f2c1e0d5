package io.longshore.server.backup;

import java.util.List;

/** Groups of volume backups, as one thing. */
final class VmBackups {
    private VmBackups() {}

    /** @param members at least one, the root volume's first */
    static VmBackup of(String groupUuid, List<VolumeBackup> members) {
        var root = members.getFirst();
        return new VmBackup(groupUuid, root.vmInstanceUuid(), root.name(), members, root.createTime());
    }
}
