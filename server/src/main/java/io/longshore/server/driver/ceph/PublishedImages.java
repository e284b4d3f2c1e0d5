package io.longshore.server.driver.ceph;

import io.longshore.server.driver.ceph.client.CephException;
import io.longshore.server.driver.ceph.client.RadosPool;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The names of published images: {@code <uuid>} for the one copy of a resource that counts, {@code <uuid>.<image id>} for those in the trash and those that a
 * later copy has taken the name from. What reads an image finds it by its id, whatever its name. Thread-safe.
 */
final class PublishedImages {
    private final Supplier<RadosPool> pool;
    private final ManifestIndex index;

    PublishedImages(Supplier<RadosPool> pool, ManifestIndex index) {
        this.pool = pool;
        this.index = index;
    }

    /** Gives an image that has a manifest its resource's name. Does nothing where it has it. */
    void takeName(String imageId) throws IOException {
        var resource = index.resource(imageId);
        if (resource.isPresent()) {
            rename(imageId, Names.published(resource.get()));
        }
    }

    /** Gives an image another name than its resource's. */
    void putAside(UUID resource, String imageId) throws IOException {
        rename(imageId, Names.aside(resource, imageId));
    }

    /** Gives an image the name of what nothing needs. */
    void bury(String imageId) throws IOException {
        rename(imageId, Names.deleted(imageId));
    }

    private void rename(String imageId, String to) throws IOException {
        String from;
        try (var image = pool.get().openImageById(imageId)) {
            from = image.name();
        }
        if (!from.equals(to)) {
            pool.get().renameImage(from, to);
        }
    }

    /**
     * Makes a resource's name free for an image: another copy of the resource steps aside.
     *
     * @throws FileAlreadyExistsException when an image has the name that is none of ours
     */
    void makeWay(UUID resource, String imageId) throws IOException {
        var holder = holder(Names.published(resource));
        if (holder.isEmpty() || holder.get().equals(imageId)) {
            return;
        }
        if (!index.belongsTo(holder.get(), resource)) {
            throw new FileAlreadyExistsException("image " + pool.get().where(Names.published(resource))
                    + ": there already, and no manifest names it (expected: none of this name)");
        }
        putAside(resource, holder.get());
    }

    /** Whether no image has a resource's name. */
    boolean free(UUID resource) throws IOException {
        return holder(Names.published(resource)).isEmpty();
    }

    private Optional<String> holder(String name) throws IOException {
        try (var image = pool.get().openImage(name)) {
            return Optional.of(image.id());
        } catch (CephException e) {
            if (e.errno() == CephException.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Finishes what was cut off between a manifest and its name. */
    void finishNames() throws IOException {
        for (var image : pool.get().listImages()) {
            if (Names.owner(image.name()).isPresent() && index.names(image.id())) {
                takeName(image.id());
            }
        }
    }
}
