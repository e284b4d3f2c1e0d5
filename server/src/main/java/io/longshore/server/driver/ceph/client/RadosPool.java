package io.longshore.server.driver.ceph.client;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A pool, or a namespace of it: its objects, and its images by name. Images must be closed before it. Thread-safe. */
public final class RadosPool implements AutoCloseable {
    /** Layering, exclusive lock, object map, fast diff, deep flatten: what lets one client write at a time, and says at once where data is. */
    private static final long FEATURES = 1 | 4 | 8 | 16 | 32;

    /** 4 MiB, Ceph's default. */
    private static final int OBJECT_ORDER = 22;

    private final CephLibrary library;
    private final MemorySegment pool;
    private final String name;
    private final String namespace;

    RadosPool(Rados rados, MemorySegment pool, String name, String namespace) {
        this.library = rados.library();
        this.pool = pool;
        this.name = name;
        this.namespace = namespace;
    }

    void enterNamespace() throws IOException {
        library.run("rados_set_pool_full_try", pool); // else a write to a full pool is not refused, but waits
        if (!namespace.isEmpty()) {
            int made = library.tryCall("rbd_namespace_create", pool, CephLibrary.text(namespace));
            if (made != -CephException.EEXIST) {
                CephLibrary.checked(where(namespace), "rbd_namespace_create", made);
            }
            library.run("rados_ioctx_set_namespace", pool, CephLibrary.text(namespace));
        }
    }

    /** The pool's name. */
    public String name() {
        return name;
    }

    /** {@code pool/image} or {@code pool/namespace/image}. */
    public String where(String image) {
        return namespace.isEmpty() ? name + "/" + image : name + "/" + namespace + "/" + image;
    }

    /** Keys and values that lie in an object. */
    public RadosMap map(String object) {
        return new RadosMap(library, pool, object, where(object));
    }

    /** Reads bytes of an object from {@code offset} on: at most {@code length}, none where there is no such object. */
    public byte[] read(String object, long offset, int length) throws IOException {
        var room = CephLibrary.memory().allocate(Math.max(1, length));
        int read = library.tryCall("rados_read", pool, CephLibrary.text(object), room, (long) length, offset);
        if (read == -CephException.ENOENT) {
            return new byte[0];
        }
        CephLibrary.checked(where(object), "rados_read", read);
        return room.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Writes bytes into an object, which is made where there is none. */
    public void write(String object, long offset, byte[] bytes) throws IOException {
        var memory = CephLibrary.memory().allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        library.call(where(object), "rados_write", pool, CephLibrary.text(object), memory, (long) bytes.length, offset);
    }

    /** Removes an object; false when there was none. */
    public boolean remove(String object) throws IOException {
        int result = library.tryCall("rados_remove", pool, CephLibrary.text(object));
        if (result == -CephException.ENOENT) {
            return false;
        }
        CephLibrary.checked(where(object), "rados_remove", result);
        return true;
    }

    /** Makes an image. Throws a {@link CephException} with {@code EEXIST} when there is one of this name. */
    public void createImage(String image, long sizeBytes) throws IOException {
        var order = CephLibrary.memory().allocateFrom(ValueLayout.JAVA_INT, OBJECT_ORDER);
        library.call(where(image), "rbd_create2", pool, CephLibrary.text(image), sizeBytes, FEATURES, order);
    }

    /** Opens an image for writing. */
    public RbdImage openImage(String image) throws IOException {
        var room = CephLibrary.room();
        library.call(where(image), "rbd_open", pool, CephLibrary.text(image), room, MemorySegment.NULL);
        return new RbdImage(library, CephLibrary.pointerIn(room), where(image));
    }

    /** Opens an image by its id, which no rename changes, for writing. */
    public RbdImage openImageById(String id) throws IOException {
        var room = CephLibrary.room();
        library.call(where(id), "rbd_open_by_id", pool, CephLibrary.text(id), room, MemorySegment.NULL);
        return new RbdImage(library, CephLibrary.pointerIn(room), where(id));
    }

    /** Opens a snapshot of an image for reading. */
    public RbdImage openSnapshot(String id, String snapshot) throws IOException {
        var room = CephLibrary.room();
        var what = where(id) + "@" + snapshot;
        library.call(what, "rbd_open_by_id_read_only", pool, CephLibrary.text(id), room, CephLibrary.text(snapshot));
        return new RbdImage(library, CephLibrary.pointerIn(room), what);
    }

    /** Makes a clone of a protected snapshot, in this pool. */
    public void cloneImage(String image, String snapshot, String clone) throws IOException {
        var order = CephLibrary.memory().allocateFrom(ValueLayout.JAVA_INT, OBJECT_ORDER);
        library.call(
                where(clone),
                "rbd_clone",
                pool,
                CephLibrary.text(image),
                CephLibrary.text(snapshot),
                pool,
                CephLibrary.text(clone),
                FEATURES,
                order);
    }

    /** Renames an image. Throws a {@link CephException} with {@code EEXIST} when the new name is taken. */
    public void renameImage(String from, String to) throws IOException {
        library.call(where(from), "rbd_rename", pool, CephLibrary.text(from), CephLibrary.text(to));
    }

    /** Removes an image that has no snapshots, and that nobody has open. */
    public void removeImage(String image) throws IOException {
        library.call(where(image), "rbd_remove", pool, CephLibrary.text(image));
    }

    /** An image: its id, which never changes, and its name. */
    public record ImageName(String id, String name) {}

    /** All images, in the order of their names. */
    public List<ImageName> listImages() throws IOException {
        var count = CephLibrary.room();
        MemorySegment specs;
        int result;
        long capacity = 256;
        do {
            specs = CephLibrary.memory().allocate(capacity * 16, 8);
            count.set(ValueLayout.JAVA_LONG, 0, capacity);
            result = library.tryCall("rbd_list2", pool, specs, count);
            capacity = Math.max(capacity * 2, count.get(ValueLayout.JAVA_LONG, 0));
        } while (result == -CephException.ERANGE);
        CephLibrary.checked("pool " + name, "rbd_list2", result);
        long found = count.get(ValueLayout.JAVA_LONG, 0);
        var images = new ArrayList<ImageName>();
        for (long i = 0; i < found; i++) {
            images.add(new ImageName(
                    CephLibrary.textAt(specs.get(ValueLayout.ADDRESS, i * 16)),
                    CephLibrary.textAt(specs.get(ValueLayout.ADDRESS, i * 16 + 8))));
        }
        library.run("rbd_image_spec_list_cleanup", specs, found);
        return images;
    }

    @Override
    public void close() throws IOException {
        library.runBlocking("rados_ioctx_destroy", pool);
    }
}
