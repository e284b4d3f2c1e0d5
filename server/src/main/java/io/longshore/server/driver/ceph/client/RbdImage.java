package io.longshore.server.driver.ceph.client;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** An open image, or an open snapshot of one. Thread-safe, but for {@link #close}, which comes after every request has ended. */
public final class RbdImage implements AutoCloseable {
    private static final int EXCLUSIVE = 0;
    private static final int CHILD_BYTES = 48;
    private static final int OWNERS = 8;

    private final CephLibrary library;
    private final Completions completions;
    private final MemorySegment image;
    private final String what;

    RbdImage(CephLibrary library, MemorySegment image, String what) {
        this.library = library;
        this.completions = new Completions(library);
        this.image = image;
        this.what = what;
    }

    /** Bytes {@code [offset, offset + length)}. */
    public record Range(long offset, long length) {}

    /**
     * Starts to write what remains in {@code bytes}, a buffer outside the heap, which stays the library's until {@code ended} is told.
     *
     * @param ended gets 0 or a negative errno, on a thread that may not be held up; not when this throws
     */
    public void write(long offset, ByteBuffer bytes, LongConsumer ended) throws IOException {
        var memory = MemorySegment.ofBuffer(bytes);
        completions.start(
                what,
                "rbd_aio_write",
                memory,
                ended::accept,
                completion -> library.start("rbd_aio_write", image, offset, memory.byteSize(), memory, completion));
    }

    /** Starts to fill what remains of {@code bytes}; as {@link #write}, but {@code ended} gets the bytes read. */
    public void read(long offset, ByteBuffer bytes, LongConsumer ended) throws IOException {
        var memory = MemorySegment.ofBuffer(bytes);
        completions.start(
                what,
                "rbd_aio_read",
                memory,
                ended::accept,
                completion -> library.start("rbd_aio_read", image, offset, memory.byteSize(), memory, completion));
    }

    /** Throws what a negative end of an asynchronous request means. */
    public void check(String function, long result) throws IOException {
        CephLibrary.checked(what, function, (int) Math.min(result, Integer.MAX_VALUE));
    }

    /** Returns when everything written is on the OSDs. */
    public void flush() throws IOException {
        library.call(what, "rbd_flush", image);
    }

    /** Makes a range zeros and gives its space back. */
    public void discard(Range range) throws IOException {
        library.call(what, "rbd_discard", image, range.offset(), range.length());
    }

    /** The id, which no rename changes. */
    public String id() throws IOException {
        var room = CephLibrary.memory().allocate(256);
        library.call(what, "rbd_get_id", image, room, room.byteSize());
        return room.getString(0);
    }

    /** The name that the image has now. */
    public String name() throws IOException {
        var room = CephLibrary.memory().allocate(4096);
        var length = CephLibrary.room();
        length.set(ValueLayout.JAVA_LONG, 0, room.byteSize());
        library.call(what, "rbd_get_name", image, room, length);
        return room.getString(0);
    }

    /** The size, in bytes. */
    public long sizeBytes() throws IOException {
        var room = CephLibrary.room();
        library.call(what, "rbd_get_size", image, room);
        return room.get(ValueLayout.JAVA_LONG, 0);
    }

    /** A text that is kept with the image. */
    public Optional<String> metadata(String key) throws IOException {
        var room = CephLibrary.memory().allocate(4096);
        var length = CephLibrary.room();
        length.set(ValueLayout.JAVA_LONG, 0, room.byteSize());
        int result = library.tryCall("rbd_metadata_get", image, CephLibrary.text(key), room, length);
        if (result == -CephException.ENOENT) {
            return Optional.empty();
        }
        CephLibrary.checked(what, "rbd_metadata_get", result);
        return Optional.of(room.getString(0));
    }

    /** Keeps a text with the image. */
    public void setMetadata(String key, String value) throws IOException {
        library.call(what, "rbd_metadata_set", image, CephLibrary.text(key), CephLibrary.text(value));
    }

    /** Makes a snapshot that is protected, as clones need it. Goes on where another attempt ended. */
    public void protectSnapshot(String snapshot) throws IOException {
        var name = CephLibrary.text(snapshot);
        if (!hasSnapshot(snapshot)) {
            library.call(what, "rbd_snap_create", image, name);
        }
        int result = library.tryCall("rbd_snap_protect", image, name);
        if (result != -CephException.EBUSY) { // it is protected
            CephLibrary.checked(what + "@" + snapshot, "rbd_snap_protect", result);
        }
    }

    /** Whether the image has a snapshot of this name. */
    public boolean hasSnapshot(String snapshot) throws IOException {
        int result = library.tryCall("rbd_snap_get_id", image, CephLibrary.text(snapshot), CephLibrary.room());
        if (result == -CephException.ENOENT) {
            return false;
        }
        CephLibrary.checked(what + "@" + snapshot, "rbd_snap_get_id", result);
        return true;
    }

    /** Lets a snapshot be removed. Throws a {@link CephException} with {@code EBUSY} when there are clones of it. */
    public void unprotectSnapshot(String snapshot) throws IOException {
        int result = library.tryCall("rbd_snap_unprotect", image, CephLibrary.text(snapshot));
        if (result != -CephException.EINVAL) { // it is not protected
            CephLibrary.checked(what + "@" + snapshot, "rbd_snap_unprotect", result);
        }
    }

    /** Removes a snapshot that is not protected. */
    public void removeSnapshot(String snapshot) throws IOException {
        library.call(what + "@" + snapshot, "rbd_snap_remove", image, CephLibrary.text(snapshot));
    }

    /** The clones of a snapshot, as {@code pool/image}. */
    public List<String> clones(String snapshot) throws IOException {
        library.call(what, "rbd_snap_set", image, CephLibrary.text(snapshot));
        var count = CephLibrary.room();
        long capacity = 64;
        MemorySegment children;
        int result;
        do {
            children = CephLibrary.memory().allocate(capacity * CHILD_BYTES, 8);
            count.set(ValueLayout.JAVA_LONG, 0, capacity);
            result = library.tryCall("rbd_list_children3", image, children, count);
            capacity = Math.max(capacity * 2, count.get(ValueLayout.JAVA_LONG, 0));
        } while (result == -CephException.ERANGE);
        CephLibrary.checked(what, "rbd_list_children3", result);
        long found = count.get(ValueLayout.JAVA_LONG, 0);
        var names = new ArrayList<String>();
        for (long i = 0; i < found; i++) {
            names.add(childName(children.asSlice(i * CHILD_BYTES, CHILD_BYTES)));
        }
        library.run("rbd_linked_image_spec_list_cleanup", children, found);
        library.call(what, "rbd_snap_set", image, MemorySegment.NULL);
        return names;
    }

    /** pool_id, pool_name, pool_namespace, image_id, image_name, trash. */
    private static String childName(MemorySegment child) {
        var names = new ArrayList<String>();
        for (int offset : new int[] {8, 16, 32}) {
            var name = CephLibrary.textAt(child.get(ValueLayout.ADDRESS, offset));
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    /** The client that holds the exclusive lock, as Ceph writes its address; empty when none does. */
    public Optional<String> lockOwner() throws IOException {
        var mode = CephLibrary.room();
        var owners = CephLibrary.memory().allocate(ValueLayout.ADDRESS, OWNERS);
        var count = CephLibrary.room();
        count.set(ValueLayout.JAVA_LONG, 0, OWNERS);
        int result = library.tryCall("rbd_lock_get_owners", image, mode, owners, count);
        if (result == -CephException.ENOENT) {
            return Optional.empty();
        }
        CephLibrary.checked(what, "rbd_lock_get_owners", result);
        long found = count.get(ValueLayout.JAVA_LONG, 0);
        var owner = found == 0
                ? Optional.<String>empty()
                : Optional.of(CephLibrary.textAt(owners.get(ValueLayout.ADDRESS, 0)));
        library.run("rbd_lock_get_owners_cleanup", owners, found);
        return owner;
    }

    /** Takes the lock from a client and shuts that client out of the cluster, so that nothing it still sends is written. */
    public void breakLock(String owner) throws IOException {
        int result = library.tryCall("rbd_lock_break", image, EXCLUSIVE, CephLibrary.text(owner));
        if (result != -CephException.ENOENT) { // it has let go
            CephLibrary.checked(what, "rbd_lock_break", result);
        }
    }

    /** Takes the exclusive lock and keeps it until the image is closed. */
    public void lock() throws IOException {
        library.call(what, "rbd_lock_acquire", image, EXCLUSIVE);
    }

    /**
     * The ranges of {@code within} whose objects (4 MiB each) are there, ascending; all else was never written, or was discarded as a whole. The image's object
     * map tells: next to no work.
     */
    public List<Range> ranges(Range within) throws IOException {
        var found = new ArrayList<Range>();
        try (var arena = Arena.ofShared()) {
            var collect = MethodHandles.lookup()
                    .findStatic(
                            RbdImage.class,
                            "collect",
                            MethodType.methodType(
                                    int.class, List.class, long.class, long.class, int.class, MemorySegment.class))
                    .bindTo(found);
            var stub = CephLibrary.callable(
                    collect,
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS),
                    arena);
            library.call(
                    what,
                    "rbd_diff_iterate2",
                    image,
                    MemorySegment.NULL,
                    within.offset(),
                    within.length(),
                    (byte) 1,
                    (byte) 1,
                    stub,
                    MemorySegment.NULL);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no upcall", e);
        }
        return found;
    }

    @SuppressWarnings("unused") // the library calls it, on one thread at a time
    private static int collect(List<Range> found, long offset, long length, int exists, MemorySegment unused) {
        if (exists != 0) {
            found.add(new Range(offset, length));
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        library.call(what, "rbd_close", image);
    }

    @Override
    public String toString() {
        return what;
    }
}
