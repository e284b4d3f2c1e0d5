package io.longshore.server.driver.zstore.manifest;

import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.uuid.Uuids;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where manifests, tombstones and notes lie. */
final class ManifestPaths {
    static final String MANIFESTS = "manifests";
    static final String TRASH = "trash";
    static final String NOTES = "notes";

    private static final String KIND_AND_UUID = "/(image|volume-backup|vm-backup)/([0-9a-f]{32})/";
    private static final Pattern MANIFEST = Pattern.compile(MANIFESTS + KIND_AND_UUID + "([0-9a-f]{32})");
    private static final Pattern TOMBSTONE = Pattern.compile(TRASH + KIND_AND_UUID + "([0-9a-f]{32})\\.([0-9a-f]{32})");
    private static final Pattern NOTE = Pattern.compile(NOTES + KIND_AND_UUID + "([1-9][0-9]{0,18})");

    private ManifestPaths() {}

    static String name(ManifestKind kind) {
        return switch (kind) {
            case IMAGE -> "image";
            case VOLUME_BACKUP -> "volume-backup";
            case VM_BACKUP -> "vm-backup";
        };
    }

    static String folder(String top, ManifestKind kind) {
        return top + "/" + name(kind);
    }

    static String folder(String top, ManifestKind kind, UUID uuid) {
        return folder(top, kind) + "/" + Uuids.of(uuid);
    }

    static BlobKey manifest(ManifestKey key) {
        return new BlobKey(folder(MANIFESTS, key.kind(), key.uuid()) + "/" + key.id());
    }

    static BlobKey tombstone(Tombstone tombstone) {
        var key = tombstone.manifest();
        return new BlobKey(folder(TRASH, key.kind(), key.uuid()) + "/" + key.id() + "." + Uuids.of(tombstone.task()));
    }

    static BlobKey note(ManifestKind kind, UUID uuid, long version) {
        return new BlobKey(folder(NOTES, kind, uuid) + "/" + version);
    }

    /** The key that a manifest's path stands for; empty where it is no manifest's. */
    static Optional<ManifestKey> manifestKey(String path) {
        return key(MANIFEST.matcher(path));
    }

    /** The key of the manifest that a tombstone's path is about. */
    static Optional<ManifestKey> tombstoneKey(String path) {
        return key(TOMBSTONE.matcher(path));
    }

    static Optional<Long> noteVersion(String path) {
        var matcher = NOTE.matcher(path);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(3))) : Optional.empty();
    }

    private static Optional<ManifestKey> key(Matcher matcher) {
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var kind = Arrays.stream(ManifestKind.values())
                .filter(each -> name(each).equals(matcher.group(1)))
                .findFirst();
        return kind.map(found -> new ManifestKey(found, Uuids.parse(matcher.group(2)), matcher.group(3)));
    }
}
