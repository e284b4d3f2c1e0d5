package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.Group;
import io.longshore.server.driver.Manifest.Member;
import io.longshore.server.driver.Manifest.MemberRole;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.uuid.Uuids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a storage says of a group: which backups it has, with their manifests there. */
final class GroupManifest {
    private GroupManifest() {}

    /** A backup with its manifest on the storage. */
    record Placed(String volumeBackupUuid, String manifestId, VolumeType type) {}

    /** @param members the root volume's first */
    static Manifest of(String groupUuid, @Nullable String vmInstanceUuid, List<Placed> members, Provenance provenance) {
        var key = ManifestKey.random(ManifestKind.VM_BACKUP, Uuids.parse(groupUuid));
        return new Manifest(key, body(vmInstanceUuid, members), provenance);
    }

    static Group body(@Nullable String vmInstanceUuid, List<Placed> members) {
        var numbered = new ArrayList<Member>();
        for (var member : members) {
            numbered.add(new Member(
                    Uuids.parse(member.volumeBackupUuid()),
                    member.manifestId(),
                    member.type() == VolumeType.ROOT ? MemberRole.ROOT : MemberRole.DATA,
                    numbered.size()));
        }
        return new Group(Optional.ofNullable(vmInstanceUuid).map(Uuids::parse), numbered);
    }
}
