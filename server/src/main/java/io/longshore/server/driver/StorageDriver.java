package io.longshore.server.driver;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.promise.Trials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One storage that keeps disks. Every driver promises, and {@code StorageDriverContract} checks:
 * <ul>
 *   <li>a disk exists from the moment its manifest is published; all its data is durable before that;
 *   <li>a session that ends without publishing, by whatever cause, leaves nothing that {@link #manifests} shows;
 *   <li>what {@link WriteSession#seal} returned from survives a crash and is found again by the next session;
 *   <li>every byte that is read was checked against its digest; one that differs is a {@link CorruptBlockException} and
 *       never handed out.
 * </ul>
 *
 * <p>Methods block, are thread-safe, and fail with {@link IOException}: the native cause is kept, a full storage is a
 * {@link StorageFullException}, one that may not be written a {@link ReadOnlyStorageException},
 * one that does not answer in time a {@link StorageUnavailableException}. Nothing retries in here.
 */
public interface StorageDriver extends DiskSource, AutoCloseable {
    /** The storage's own uuid, drawn when it was made and the same under every deployment. */
    @Override
    UUID uuid();

    /** Whether {@link #open} would find the disk: a look-up, no reading. */
    boolean has(DiskIdentity disk) throws IOException;

    /**
     * Starts to write for a task, which must hold no other session. Waits where the storage lets no writer in, having
     * told {@code listener} why.
     *
     * @throws ReadOnlyStorageException when the storage belongs to another deployment or has features unknown here
     */
    WriteSession startWriting(WriteRequest request, WriteListener listener) throws IOException, InterruptedException;

    /** The keys of all manifests of a kind, those in the trash included, in no order. */
    List<ManifestKey> manifests(ManifestKind kind) throws IOException;

    /** The keys of the manifests of one resource: several while copies of another identity lie in the trash. */
    List<ManifestKey> manifests(ManifestKind kind, UUID uuid) throws IOException;

    /** The manifest under this key; empty when there is none. */
    Optional<Manifest> manifest(ManifestKey key) throws IOException;

    /**
     * What outside of this storage needs the disk of a manifest, by names that its users know, such as {@code clone pool/machine-7}; empty when the manifest
     * can be deleted, or is gone. A driver whose disks nothing outside can stand on says so of all.
     */
    default List<String> users(ManifestKey key) throws IOException {
        return List.of();
    }

    /**
     * Removes a manifest for good; its blocks go with the next {@link #reclaim}. Returns false when it was gone.
     *
     * @throws DiskInUseException when {@link #users} are there; nothing was changed
     */
    boolean deleteManifest(ManifestKey key) throws IOException;

    /** Marks a manifest as in the trash. Doing it again for the same task changes nothing. */
    void putTombstone(Tombstone tombstone) throws IOException;

    /** Takes a manifest out of the trash: removes each of its tombstones. Returns false when it had none. */
    boolean removeTombstones(ManifestKey key) throws IOException;

    /** All tombstones, in no order. */
    List<Tombstone> tombstones() throws IOException;

    /** Writes down names and tags for whoever adopts the storage. Best effort; the highest version counts. */
    void putNote(Note note) throws IOException;

    /** The newest note of a resource; empty when it has none. */
    Optional<Note> note(ManifestKind kind, UUID uuid) throws IOException;

    /** Bytes used and free, from what is known: no walk through the storage. */
    StorageUsage usage() throws IOException;

    /**
     * Looks whether the storage can be reached, is the one it should be, is ours, and takes a write. Reads no disk.
     *
     * @throws IOException when it can't be used; what is only worth a warning is in the answer
     */
    StorageCheck check() throws IOException;

    /**
     * Looks at every pack's structure, not at the records in it, and shows each: those that are damaged, and those that
     * should be there and are not, with what is wrong. A driver that keeps no packs shows none.
     *
     * @throws IOException when the storage can't be listed; a pack that can't be read is shown as damaged
     */
    default void inspectPacks(PackVisitor visitor) throws IOException, InterruptedException {}

    /**
     * All that a scrub has to read, in no order.
     *
     * @throws IOException when the storage can't be listed
     */
    default List<ScrubUnit> scrubUnits() throws IOException {
        return DiskScrub.units(this);
    }

    /**
     * Reads all of a unit from the storage, past this machine's caches where possible, and compares it with its digests. From then on no writer counts on
     * what is bad. One that is gone, as it may be, has nothing. Work for a processor: callers use a platform thread a core.
     *
     * @throws IOException when the storage does not answer; damage is in the answer
     */
    default Scrubbed scrub(ScrubUnit unit, Pace pace) throws IOException {
        return DiskScrub.scrub(this, unit, pace);
    }

    /**
     * Keeps a copy of the catalog for whoever lost it, beside the newest few of those before. Returns false where the storage keeps none.
     *
     * @throws ReadOnlyStorageException when the storage is not ours
     */
    default boolean putCatalogCopy(Path copy) throws IOException {
        return false;
    }

    /**
     * Reads the newest copy of a catalog that is whole; false when there is none.
     *
     * @param target a file that must not be there
     */
    default boolean readCatalogCopy(Path target) throws IOException {
        return false;
    }

    /** Looking blocks up by their digests alone, where the storage can. What is damaged there can be written anew. */
    default Optional<DigestStore> digests() {
        return Optional.empty();
    }

    /**
     * Frees the space of what no manifest names, those in the trash counted as named, while others read and write. Nothing goes that a session may count on
     * which began before: reclaiming waits for it. May be stopped at any point, by interruption or a crash: the next run goes on.
     *
     * @throws ReclaimRefusedException when it is in doubt about anything; nothing was deleted then, or the message says so
     * @throws StorageBusyException when another run has not ended
     */
    ReclaimReport reclaim(ReclaimRequest request, ReclaimListener listener) throws IOException, InterruptedException;

    /**
     * Whether others use the disks where they lie, as clones or by mounting them: then a disk in another format than raw is of no use to them, and is converted
     * on its way in. What is kept of such a disk is not shared with others.
     */
    default boolean rawOnly() {
        return false;
    }

    /** In a few words, what makes a published disk outlast a crash. */
    default String durability() {
        return "as far as the storage sees to it";
    }

    /** The cluster that the storage lies in, as that calls itself; empty where it lies in none. */
    default String clusterId() {
        return "";
    }

    /**
     * What the storage relies on, to be tried on its own server. What an interrupted run of the same name left is removed first.
     *
     * @param run names the run: a task
     * @throws ReadOnlyStorageException when the storage may not be written
     */
    default Trials trials(UUID run) throws IOException, InterruptedException {
        return Trials.NONE;
    }

    /** What the cluster said of the storage's pool when {@link #usage} was asked for last; empty where it lies in none, or was never asked. */
    default Optional<PoolUsage> poolUsage() {
        return Optional.empty();
    }

    /** Frees what the driver holds. Sessions and readers must be closed before. */
    @Override
    void close() throws IOException;
}
