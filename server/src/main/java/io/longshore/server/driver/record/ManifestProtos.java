package io.longshore.server.driver.record;

import com.google.protobuf.ByteString;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.Group;
import io.longshore.server.driver.Manifest.Member;
import io.longshore.server.driver.Manifest.MemberRole;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.Tombstone;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Manifests, tombstones and notes as zstore.v1 has them and back. */
public final class ManifestProtos {
    private ManifestProtos() {}

    /** A manifest's message. */
    public static io.longshore.zstore.v1.Manifest proto(Manifest manifest) {
        var key = manifest.key();
        var proto = io.longshore.zstore.v1.Manifest.newBuilder()
                .setKind(Protos.kind(key.kind()))
                .setUuid(Protos.bytes(key.uuid()))
                .setManifestId(Protos.hex(key.id()))
                .setProvenance(proto(manifest.provenance()));
        switch (manifest.body()) {
            case StoredDisk disk -> proto.setDisk(proto(disk));
            case Group group -> proto.setGroup(proto(group));
        }
        return proto.build();
    }

    private static io.longshore.zstore.v1.StoredDisk proto(StoredDisk disk) {
        var proto = io.longshore.zstore.v1.StoredDisk.newBuilder()
                .setContent(Protos.identity(disk.content()))
                .setFormat(disk.format())
                .setMd5(disk.md5().map(Protos::hex).orElse(ByteString.EMPTY))
                .setVolumeUuid(Protos.bytes(disk.volume()))
                .setVmUuid(Protos.bytes(disk.vm()))
                .setGroupUuid(Protos.bytes(disk.group()));
        disk.disk().map(Protos::identity).ifPresent(proto::setDisk);
        return proto.build();
    }

    private static io.longshore.zstore.v1.Group proto(Group group) {
        var proto = io.longshore.zstore.v1.Group.newBuilder().setVmUuid(Protos.bytes(group.vm()));
        for (var member : group.members()) {
            proto.addMembersBuilder()
                    .setBackupUuid(Protos.bytes(member.backup()))
                    .setManifestId(Protos.hex(member.manifestId()))
                    .setRole(
                            switch (member.role()) {
                                case ROOT -> io.longshore.zstore.v1.Member.Role.ROLE_ROOT;
                                case DATA -> io.longshore.zstore.v1.Member.Role.ROLE_DATA;
                            })
                    .setOrder(member.order());
        }
        return proto.build();
    }

    private static io.longshore.zstore.v1.Provenance proto(Provenance provenance) {
        return io.longshore.zstore.v1.Provenance.newBuilder()
                .setTaskUuid(Protos.bytes(provenance.task()))
                .setDeploymentUuid(Protos.bytes(provenance.deployment()))
                .setOperation(provenance.operation())
                .setCreateTime(Protos.timestamp(provenance.created()))
                .setPublishTime(Protos.timestamp(provenance.published()))
                .setSourceStorageUuid(Protos.bytes(provenance.sourceStorage()))
                .setSourceUuid(Protos.bytes(provenance.source()))
                .setTool(provenance.tool().orElse(""))
                .build();
    }

    /** Reads a manifest that lay under {@code key}, and refuses one that belongs elsewhere. */
    public static Manifest manifest(ManifestKey key, io.longshore.zstore.v1.Manifest proto)
            throws StorageFormatException {
        checkKey(key, proto.getKind(), proto.getUuid(), proto.getManifestId());
        var body = switch (proto.getBodyCase()) {
            case DISK -> disk(proto.getDisk());
            case GROUP -> group(proto.getGroup());
            case BODY_NOT_SET -> throw new StorageFormatException("manifest " + key + ": no body known here");
        };
        try {
            return new Manifest(key, body, provenance(proto.getProvenance()));
        } catch (IllegalArgumentException e) {
            throw new StorageFormatException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A tombstone's message. */
    public static io.longshore.zstore.v1.Tombstone proto(Tombstone tombstone) {
        var key = tombstone.manifest();
        return io.longshore.zstore.v1.Tombstone.newBuilder()
                .setKind(Protos.kind(key.kind()))
                .setUuid(Protos.bytes(key.uuid()))
                .setManifestId(Protos.hex(key.id()))
                .setTaskUuid(Protos.bytes(tombstone.task()))
                .setSinceTime(Protos.timestamp(tombstone.since()))
                .setReason(tombstone.reason())
                .build();
    }

    /** Reads a tombstone of the manifest under {@code key}, and refuses one that belongs elsewhere. */
    public static Tombstone tombstone(ManifestKey key, io.longshore.zstore.v1.Tombstone proto)
            throws StorageFormatException {
        checkKey(key, proto.getKind(), proto.getUuid(), proto.getManifestId());
        return new Tombstone(
                key,
                Protos.uuid(proto.getTaskUuid(), "task uuid"),
                Protos.instant(proto.getSinceTime()),
                proto.getReason());
    }

    /** A note's message. */
    public static io.longshore.zstore.v1.Note proto(Note note) {
        return io.longshore.zstore.v1.Note.newBuilder()
                .setKind(Protos.kind(note.kind()))
                .setUuid(Protos.bytes(note.uuid()))
                .setVersion(note.version())
                .setName(note.name())
                .setDescription(note.description())
                .addAllTags(note.tags())
                .putAllProperties(note.properties())
                .build();
    }

    /** Reads the note of a resource. */
    public static Note note(ManifestKind kind, UUID uuid, io.longshore.zstore.v1.Note proto) {
        return new Note(
                kind,
                uuid,
                proto.getVersion(),
                proto.getName(),
                proto.getDescription(),
                proto.getTagsList(),
                proto.getPropertiesMap());
    }

    /** Refuses a message that was put under another's key. */
    private static void checkKey(ManifestKey key, io.longshore.zstore.v1.Kind kind, ByteString uuid, ByteString id)
            throws StorageFormatException {
        if (kind != Protos.kind(key.kind())
                || !Protos.uuid(uuid, "uuid").equals(key.uuid())
                || !Protos.hex(id, "manifest id").equals(key.id())) {
            throw new StorageFormatException("manifest: " + kind + " "
                    + HexFormat.of().formatHex(uuid.toByteArray()) + " (expected: " + key + ")");
        }
    }

    private static StoredDisk disk(io.longshore.zstore.v1.StoredDisk proto) throws StorageFormatException {
        return new StoredDisk(
                Protos.identity(proto.getContent()),
                proto.getFormat(),
                proto.hasDisk() ? Optional.of(Protos.identity(proto.getDisk())) : Optional.empty(),
                proto.getMd5().isEmpty() ? Optional.empty() : Optional.of(Protos.hex(proto.getMd5(), "md5")),
                Protos.optionalUuid(proto.getVolumeUuid(), "volume uuid"),
                Protos.optionalUuid(proto.getVmUuid(), "VM uuid"),
                Protos.optionalUuid(proto.getGroupUuid(), "group uuid"));
    }

    private static Group group(io.longshore.zstore.v1.Group proto) throws StorageFormatException {
        var members = new ArrayList<Member>();
        for (var member : proto.getMembersList()) {
            members.add(new Member(
                    Protos.uuid(member.getBackupUuid(), "backup uuid"),
                    Protos.hex(member.getManifestId(), "manifest id"),
                    role(member),
                    member.getOrder()));
        }
        return new Group(Protos.optionalUuid(proto.getVmUuid(), "VM uuid"), members);
    }

    private static MemberRole role(io.longshore.zstore.v1.Member member) throws StorageFormatException {
        return switch (member.getRole()) {
            case ROLE_ROOT -> MemberRole.ROOT;
            case ROLE_DATA -> MemberRole.DATA;
            case ROLE_UNSPECIFIED, UNRECOGNIZED ->
                throw new StorageFormatException("role: " + member.getRoleValue() + " (expected: 1 or 2)");
        };
    }

    private static Provenance provenance(io.longshore.zstore.v1.Provenance proto) throws StorageFormatException {
        return new Provenance(
                Protos.uuid(proto.getTaskUuid(), "task uuid"),
                Protos.uuid(proto.getDeploymentUuid(), "deployment uuid"),
                proto.getOperation(),
                Protos.instant(proto.getCreateTime()),
                Protos.instant(proto.getPublishTime()),
                Protos.optionalUuid(proto.getSourceStorageUuid(), "source storage uuid"),
                Protos.optionalUuid(proto.getSourceUuid(), "source uuid"),
                proto.getTool().isEmpty() ? Optional.empty() : Optional.of(proto.getTool()));
    }
}
