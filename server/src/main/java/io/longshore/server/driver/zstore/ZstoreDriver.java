package io.longshore.server.driver.zstore;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.DigestStore;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.FirstFailure;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.OlderCatalogException;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.PackVisitor;
import io.longshore.server.driver.ReadBack;
import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimReport;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.ScrubUnit;
import io.longshore.server.driver.Scrubbed;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.StorageBusyException;
import io.longshore.server.driver.StorageCheck;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.StorageUsage;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.driver.promise.Trials;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobTrials;
import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.driver.zstore.gc.Epochs.Lease;
import io.longshore.server.driver.zstore.gc.Reclaimer;
import io.longshore.server.driver.zstore.gc.Reserve;
import io.longshore.server.driver.zstore.gc.Writers;
import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.manifest.CatalogCopies;
import io.longshore.server.driver.zstore.manifest.Collections;
import io.longshore.server.driver.zstore.manifest.FormatFile;
import io.longshore.server.driver.zstore.manifest.ManifestStore;
import io.longshore.server.driver.zstore.manifest.Ownership;
import io.longshore.server.driver.zstore.pack.PackFormatException;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackReader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A storage whose disks are packs of blocks. Opened by {@link Zstore}. */
public final class ZstoreDriver implements StorageDriver {
    /** Buffers for reads of ranges, which nobody else's budget covers. */
    private static final int RANGE_BUFFERS = 4;

    private final UUID uuid;
    private final BlobStore blobs;
    private final StorageIndex index;
    private final PackReader reader;
    private final PackInspector inspector;
    private final PackScrub scrub;
    private final ManifestStore manifests;
    private final Ownership ownership;
    private final Epochs epochs;
    private final BlockCodec codec;
    private final InstantSource clock;
    private final long collected;
    private final Map<UUID, Long> lost;
    private final Optional<ReadOnlyStorageException> readOnly;
    private final List<String> warnings;
    private final Writers writers = new Writers();
    private final Reserve reserve;
    private final Semaphore reclaiming = new Semaphore(1);
    private final BlockBuffers rangeBuffers = new BlockBuffers(RANGE_BUFFERS);

    /** What the last look for garbage found, as it stands now. */
    private volatile @Nullable Long reclaimable;

    /** @param collected the highest epoch that had collected garbage when the storage was opened */
    ZstoreDriver(
            UUID uuid,
            BlobStore blobs,
            StorageIndex index,
            PackReader reader,
            PackInspector inspector,
            Ownership ownership,
            Epochs epochs,
            BlockCodec codec,
            InstantSource clock,
            long collected,
            Map<UUID, Long> lost,
            Optional<ReadOnlyStorageException> readOnly,
            List<String> warnings) {
        this.uuid = uuid;
        this.blobs = blobs;
        this.index = index;
        this.reader = reader;
        this.inspector = inspector;
        this.scrub = new PackScrub(blobs, index, inspector);
        this.manifests = new ManifestStore(blobs);
        this.ownership = ownership;
        this.epochs = epochs;
        this.codec = codec;
        this.clock = clock;
        this.collected = collected;
        this.lost = new ConcurrentHashMap<>(lost);
        this.readOnly = readOnly;
        this.reserve = new Reserve(blobs);
        this.warnings = List.copyOf(warnings);
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    @Override
    public DiskReader open(DiskIdentity disk) throws IOException {
        if (!disk.zeros() && index.blocks().find(RecordKind.NODE, disk.root()).isEmpty()) {
            throw new NoSuchDiskException("disk " + disk + ": not on storage " + Uuids.of(uuid));
        }
        return new ZstoreReader(disk, index, codec, rangeBuffers);
    }

    @Override
    public boolean has(DiskIdentity disk) {
        return disk.zeros() || index.blocks().claims(RecordKind.NODE, disk.root());
    }

    @Override
    public WriteSession startWriting(WriteRequest request, WriteListener listener)
            throws IOException, InterruptedException {
        checkWritable();
        var pass = writers.enter(request.task()); // before the lease: nobody ends one that is used
        boolean started = false;
        try {
            ownership.check();
            var grant = lease(request.task()); // before the first look-up
            catchUp();
            var lostBytes = lost.remove(request.task());
            var session = new ZstoreSession(
                    this,
                    grant,
                    found(request.sealed(), grant.lease()),
                    request.sealAfter(),
                    listener,
                    pass,
                    lostBytes == null ? 0 : lostBytes);
            started = true;
            return session.start();
        } finally {
            if (!started) {
                pass.close();
            }
        }
    }

    /**
     * Takes a task's lease. A collection that is written down on the storage has waited for all earlier leases to end: one that is there all the same is of an
     * older copy of the catalog, and what was found under it may be gone.
     */
    private Epochs.Grant lease(UUID task) {
        var grant = epochs.lease(task);
        if (grant.lease().epoch() >= collected) {
            return grant;
        }
        epochs.end(grant.lease());
        return epochs.lease(task);
    }

    /** Learns what was condemned since the index last did: once a lease is taken, before anything is looked up under it. */
    private void catchUp() throws IOException {
        long known = index.blocks().epoch();
        long epoch = epochs.current();
        if (epoch == known) {
            return;
        }
        var collected = new Collections(blobs).read(known);
        if (epoch < Math.max(known, collected.epoch())) {
            throw new OlderCatalogException(epoch, Math.max(known, collected.epoch()));
        }
        var condemned = new HashSet<>(collected.packs().keySet());
        epochs.condemned().forEach(pack -> condemned.add(pack.pack()));
        index.condemn(epoch, condemned);
    }

    /** Those of the packs that are still there, and are to stay as long as the lease lasts. */
    private List<SealedPack> found(List<String> names, Lease lease) throws IOException {
        var packs = names.stream()
                .flatMap(name -> index.blocks().pack(PackId.parse(name)).stream())
                .filter(pack -> lease.epoch() < pack.condemnedAt())
                .toList();
        index.blocks().wrote(lease.task(), packs.stream().map(IndexedPack::id).toList());
        var found = new ArrayList<SealedPack>();
        for (var pack : packs) {
            try {
                found.add(ZstoreSession.described(reader.footer(pack.id(), pack.sizeBytes())));
            } catch (PackFormatException _) {
                // its digests were disclaimed or are found by scanning: read back finds the damage
                boolean blocks = pack.kind() == RecordKind.BLOCK;
                found.add(new SealedPack(
                        pack.id().hex(),
                        blocks ? pack.records() : 0,
                        blocks ? 0 : pack.records(),
                        0,
                        pack.sizeBytes()));
            }
        }
        return found;
    }

    /** Whether who has this lease may count on a disk. */
    boolean has(DiskIdentity disk, Lease lease) {
        return disk.zeros() || index.blocks().claims(RecordKind.NODE, disk.root(), lease.epoch());
    }

    PackSink newSink(Lease lease, PackSink.Listener listener, FirstFailure firstFailure) {
        return new PackSink(blobs, uuid, index, codec, lease, reserve, listener, firstFailure);
    }

    /** Notes what a session of a task put and did not seal. */
    void lost(UUID task, long bytes) {
        if (bytes > 0) {
            lost.merge(task, bytes, Long::sum);
        }
    }

    ReadBack verify(PackId pack, long sizeBytes, Pace pace) throws IOException {
        return inspector.verify(pack, sizeBytes, pace);
    }

    boolean comparesChecksums() throws IOException {
        return blobs.comparesChecksums();
    }

    void confirm(PackId pack, long sizeBytes) throws IOException {
        if (blobs.size(pack.key()).orElse(-1) != sizeBytes) {
            verify(pack, sizeBytes, Pace.FREE); // says what is wrong
        }
    }

    void checkMembers(Manifest.Group group) throws IOException {
        for (var member : group.members()) {
            var key = new ManifestKey(ManifestKind.VOLUME_BACKUP, member.backup(), member.manifestId());
            if (!manifests.exists(key)) {
                throw new NoSuchDiskException("member " + key + ": not on storage " + Uuids.of(uuid));
            }
        }
    }

    void publish(Manifest manifest) throws IOException {
        ownership.check();
        manifests.write(manifest);
    }

    @Override
    public List<ManifestKey> manifests(ManifestKind kind) throws IOException {
        return manifests.keys(kind);
    }

    @Override
    public List<ManifestKey> manifests(ManifestKind kind, UUID resource) throws IOException {
        return manifests.keys(kind, resource);
    }

    @Override
    public Optional<Manifest> manifest(ManifestKey key) throws IOException {
        return manifests.read(key);
    }

    @Override
    public boolean deleteManifest(ManifestKey key) throws IOException {
        checkOurs();
        return manifests.delete(key);
    }

    @Override
    public void putTombstone(Tombstone tombstone) throws IOException {
        checkOurs();
        try (var _ = reserve.use()) { // what deletes gives room back in the end
            manifests.putTombstone(tombstone);
        }
    }

    @Override
    public boolean removeTombstones(ManifestKey key) throws IOException {
        checkOurs();
        return manifests.removeTombstones(key);
    }

    @Override
    public List<Tombstone> tombstones() throws IOException {
        return manifests.tombstones();
    }

    @Override
    public void putNote(Note note) throws IOException {
        checkOurs();
        manifests.putNote(note);
    }

    @Override
    public Optional<Note> note(ManifestKind kind, UUID resource) throws IOException {
        return manifests.note(kind, resource);
    }

    @Override
    public StorageUsage usage() throws IOException {
        var space = blobs.space();
        var known = reclaimable;
        return new StorageUsage(
                index.blocks().packBytes() + manifests.totalBytes(),
                known == null ? OptionalLong.empty() : OptionalLong.of(known),
                space.total(),
                space.free());
    }

    @Override
    public StorageCheck check() throws IOException {
        var format = FormatFile.read(blobs);
        if (!format.uuid().equals(uuid)) {
            throw new StorageFormatException(
                    "storage: " + Uuids.of(format.uuid()) + " (expected: " + Uuids.of(uuid) + ")");
        }
        var owner = ownership.owner().orElseThrow(() -> new StorageFormatException("owner: missing (expected: one)"));
        boolean writable = readOnly.isEmpty() && ownership.ours();
        if (writable) {
            tryWrite();
            if (!format.warnings().isEmpty()) {
                FormatFile.repair(blobs);
            }
        }
        var told = new ArrayList<>(warnings);
        format.warnings().stream().filter(warning -> !told.contains(warning)).forEach(told::add);
        readOnly.ifPresent(reason -> told.add("read-only: " + reason.getMessage()));
        return new StorageCheck(uuid, owner.deployment(), writable, told, blobs.shortcomings());
    }

    @Override
    public long requests() {
        return blobs.requests();
    }

    @Override
    public String durability() {
        return blobs.durability();
    }

    private void tryWrite() throws IOException {
        try (var writer = blobs.create(new BlobKey(PackId.FOLDER + "/check-" + Uuids.random()), "check")) {
            writer.write(ByteBuffer.allocate(4096));
            writer.flush();
        }
    }

    @Override
    public Trials trials(UUID run) throws IOException {
        checkWritable();
        return new BlobTrials(blobs, "check-" + Uuids.of(run));
    }

    @Override
    public void inspectPacks(PackVisitor visitor) throws IOException, InterruptedException {
        new PackSurvey(blobs, index, reader, visitor).run();
    }

    @Override
    public List<ScrubUnit> scrubUnits() throws IOException {
        return scrub.units();
    }

    @Override
    public Scrubbed scrub(ScrubUnit unit, Pace pace) throws IOException {
        return scrub.scrub(unit, pace);
    }

    @Override
    public boolean putCatalogCopy(Path copy) throws IOException {
        checkOurs();
        new CatalogCopies(blobs).put(copy);
        return true;
    }

    @Override
    public boolean readCatalogCopy(Path target) throws IOException {
        return new CatalogCopies(blobs).readNewest(target);
    }

    @Override
    public Optional<DigestStore> digests() {
        return Optional.of(new ZstoreDigests(index, codec, rangeBuffers));
    }

    @Override
    public ReclaimReport reclaim(ReclaimRequest request, ReclaimListener listener)
            throws IOException, InterruptedException {
        checkWritable();
        if (!reclaiming.tryAcquire()) {
            throw new StorageBusyException("space of storage " + Uuids.of(uuid) + " is being reclaimed already");
        }
        try {
            var report = reclaimer().run(request, listener);
            reclaimable = request.limit() == ReclaimRequest.Limit.DRY_RUN ? report.freedBytes() : 0L;
            return report;
        } finally {
            reclaiming.release();
        }
    }

    /** What collects the storage's garbage; one at a time. */
    public Reclaimer reclaimer() {
        return new Reclaimer(blobs, uuid, index, manifests, ownership, epochs, writers, reserve, codec, clock);
    }

    private void checkOurs() throws IOException {
        checkWritable();
        ownership.check();
    }

    private void checkWritable() throws ReadOnlyStorageException {
        if (readOnly.isPresent()) {
            var message = "storage " + Uuids.of(uuid) + ": read-only: "
                    + readOnly.get().getMessage();
            throw readOnly.get() instanceof OlderCatalogException
                    ? new OlderCatalogException(message)
                    : new ReadOnlyStorageException(message);
        }
    }

    @Override
    public void close() throws IOException {
        try (blobs) {
            index.close();
        }
    }
}
