package io.longshore.server.driver;

import io.longshore.disk.DiskIdentity;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a storage keeps about an image, a backup or a group, and what never changes about it. Names and tags do: they
 * are in a {@link Note}.
 *
 * @param key where it lies
 * @param body what it says
 * @param provenance where it came from
 */
public record Manifest(ManifestKey key, Body body, Provenance provenance) {
    public Manifest {
        boolean group = body instanceof Group;
        if (group != (key.kind() == ManifestKind.VM_BACKUP)) {
            throw new IllegalArgumentException(
                    "manifest body: " + body.getClass().getSimpleName()
                            + " (expected: a Group for VM_BACKUP, a StoredDisk for the others) in " + key.kind());
        }
    }

    /** What a manifest says, by its kind. */
    public sealed interface Body {}

    /**
     * One disk, of an image or a volume backup.
     *
     * @param content the bytes as they are stored
     * @param format how they are to be understood: {@code raw}, {@code qcow2}, {@code iso}, {@code vmdk}
     * @param disk the bytes that a guest sees, where known; equal to {@code content} for raw
     * @param md5 the MD5 of the content, 32 lower-case hexadecimal digits, where it was computed on the way in
     * @param volume the volume that was backed up; empty for images
     * @param vm the VM that the volume was attached to, where known
     * @param group the group that the backup belongs to, when it has one
     */
    public record StoredDisk(
            DiskIdentity content,
            String format,
            Optional<DiskIdentity> disk,
            Optional<String> md5,
            Optional<UUID> volume,
            Optional<UUID> vm,
            Optional<UUID> group)
            implements Body {
        /** A disk of which nothing more is known than its content and format. */
        public static StoredDisk of(DiskIdentity content, String format) {
            return new StoredDisk(
                    content,
                    format,
                    format.equals("raw") ? Optional.of(content) : Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * A VM's backups, taken together.
     *
     * @param vm the VM, where known
     * @param members its volume backups, by their order
     */
    public record Group(Optional<UUID> vm, List<Member> members) implements Body {
        public Group {
            members = List.copyOf(members);
        }
    }

    /**
     * A volume backup in a group.
     *
     * @param backup the volume backup
     * @param manifestId the id of its manifest on this storage
     * @param role what the volume was to the VM
     * @param order its place among the VM's volumes, 0 for the root volume
     */
    public record Member(UUID backup, String manifestId, MemberRole role, int order) {}

    /** What a volume was to its VM. */
    public enum MemberRole {
        /** The volume that the VM starts from: exactly one a group. */
        ROOT,
        /** Any other volume. */
        DATA
    }
}
