package io.longshore.server.driver.ceph;

import io.longshore.server.driver.ceph.client.RbdImage;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;

/** Makes the image of a disk that a task begins, under its temporary name. */
final class NewImage {
    /** Metadata: the disk's exact length. */
    static final String LENGTH = "longshore.length";

    /** Metadata: how many attempts have begun to write. */
    static final String ATTEMPT = "longshore.attempt";

    private static final String DEPLOYMENT = "longshore.deployment";

    /** Seals of one attempt: with 64 blocks each, more than the longest image has. */
    private static final int SEALS_OF_ATTEMPT = 1 << 20;

    private NewImage() {}

    /** The number of an attempt's first seal. */
    static int firstSeal(int attempt) {
        return attempt * SEALS_OF_ATTEMPT;
    }

    static CephDisk make(CephSession session, UUID uuid, long lengthBytes) throws IOException {
        var name = Names.temporary(session.task(), uuid);
        session.pool().createImage(name, ImageSize.of(lengthBytes));
        var image = session.pool().openImage(name);
        boolean made = false;
        try {
            image.lock();
            image.setMetadata(LENGTH, Long.toString(lengthBytes));
            image.setMetadata(DEPLOYMENT, Uuids.of(session.driver().deployment()));
            var disk = new CephDisk(session, uuid, lengthBytes, image.id(), image, Set.of(), begin(image, 1));
            made = true;
            return disk;
        } finally {
            if (!made) {
                image.close();
            }
        }
    }

    /** Notes that an attempt begins to write; returns the number of its first seal, which no seal had before. */
    static int begin(RbdImage image, int attempt) throws IOException {
        image.setMetadata(ATTEMPT, Integer.toString(attempt));
        return firstSeal(attempt);
    }
}
