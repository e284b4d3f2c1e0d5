package io.longshore.server.driver.ceph;

import io.longshore.server.uuid.Uuids;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names of what lies in a pool. */
final class Names {
    /** The snapshot of each published image. */
    static final String SNAPSHOT = "longshore";

    /** What the storage is, and whose. */
    static final String STORAGE = "longshore.storage";

    static final String MANIFESTS = "longshore.manifests.";
    static final String NOTES = "longshore.notes.";
    static final String TRASH = "longshore.trash";
    static final String GARBAGE = "longshore.garbage";

    /** Where rbd itself lists what it is about to remove. */
    static final String RBD_TRASH = "rbd_trash";

    private static final Pattern TEMPORARY = Pattern.compile("longshore\\.([0-9a-f]{32})\\.([0-9a-f]{32})");

    private Names() {}

    /** The image of a task's disk until it is published. */
    static String temporary(UUID task, UUID disk) {
        return "longshore." + Uuids.of(task) + "." + Uuids.of(disk);
    }

    /** Whose an image with a temporary name is. */
    record Owner(UUID task, UUID disk) {}

    static Optional<Owner> owner(String image) {
        var matcher = TEMPORARY.matcher(image);
        return matcher.matches()
                ? Optional.of(new Owner(Uuids.parse(matcher.group(1)), Uuids.parse(matcher.group(2))))
                : Optional.empty();
    }

    /** An image that a check makes and removes. */
    static String trial(UUID run) {
        return "longshore.check." + Uuids.of(run);
    }

    /** A published image. */
    static String published(UUID resource) {
        return Uuids.of(resource);
    }

    /** A published image that lies in the trash, or whose name another copy has now. */
    static String aside(UUID resource, String imageId) {
        return Uuids.of(resource) + "." + imageId;
    }

    /** An image that nothing needs any more. */
    static String deleted(String imageId) {
        return "longshore.deleted." + imageId;
    }

    static String table(String imageId, long object) {
        return "longshore.tree." + imageId + "." + object;
    }
}
