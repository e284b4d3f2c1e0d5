package io.longshore.server.driver.ceph;

import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Collection;
import java.util.Optional;

/** Makes a disk of a session exist: manifest, then name. */
final class Publication {
    private final CephSession session;
    private final CephDriver driver;
    private final Manifest manifest;

    Publication(CephSession session, Manifest manifest) {
        this.session = session;
        this.driver = session.driver();
        this.manifest = manifest;
    }

    /** @param whole the session's disks that have the content */
    void publish(Manifest.StoredDisk stored, Collection<CephDisk> whole) throws IOException, InterruptedException {
        var key = manifest.key();
        if (driver.index().exists(key)) {
            throw new FileAlreadyExistsException("manifest " + ManifestIndex.path(key));
        }
        var again = whole.stream().filter(CephDisk::published).findAny().flatMap(this::publishedAs);
        if (again.isPresent()) {
            driver.index().add(manifest, again);
            return;
        }
        var disk = whole.stream().filter(found -> !found.published()).findAny();
        if (disk.isPresent()) {
            publish(stored, disk.get());
        } else if (stored.content().zeros()) { // whole without anybody's having opened it
            publish(stored, session.openZeros(key.uuid(), stored.content().lengthBytes()));
        } else {
            throw new NoSuchDiskException("disk " + stored.content() + ": not whole in pool "
                    + session.pool().name() + " (expected: blocks of its own, put by this task)");
        }
    }

    /** The image that the resource has already from an earlier attempt. */
    private Optional<StoredImage> publishedAs(CephDisk disk) {
        return driver.index()
                .find(session.task(), disk.uuid())
                .filter(image ->
                        driver.index().belongsTo(image.imageId(), manifest.key().uuid()));
    }

    private void publish(Manifest.StoredDisk stored, CephDisk disk) throws IOException, InterruptedException {
        disk.checkNothingElse();
        var image = disk.toPublish();
        image.setMetadata("longshore.root", stored.content().root().hex());
        image.setMetadata("longshore.uuid", Uuids.of(manifest.key().uuid()));
        image.setMetadata("longshore.task", Uuids.of(session.task()));
        driver.checkOwner();
        driver.images().makeWay(manifest.key().uuid(), disk.imageId());
        var published =
                new StoredImage(disk.imageId(), session.task(), disk.uuid(), disk.storedBytes(), stored.content());
        driver.index().add(manifest, Optional.of(published));
        session.replace(disk, Takeover.published(session, published));
        driver.images().takeName(disk.imageId());
    }
}
