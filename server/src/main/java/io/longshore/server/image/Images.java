package io.longshore.server.image;

import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.util.List;
import java.util.Optional;

/** Where images are kept. Calls take part in the transaction that they are made in. */
public interface Images {
    Optional<Image> find(String uuid);

    /** A page of images; {@code accountUuid} empty for those of all accounts. */
    Page<Image> list(Optional<String> accountUuid, Query query);

    /** Adds an image with its references, whose ids the catalog gives. */
    void insert(Image image);

    /** Writes all fields of an image but its references, and {@code updateTime}. */
    void update(Image image);

    /** Adds or replaces the reference to a storage; {@code id} 0 for a new one. */
    void putRef(ImageRef ref);

    void removeRef(String imageUuid, String backupStorageUuid);

    /** Removes an image with its references. */
    void delete(String uuid);

    /** The references to a storage, with all their images' states: for the reconciler, and to know whether a storage is empty. */
    List<ImageRef> refsOn(String backupStorageUuid);
}
