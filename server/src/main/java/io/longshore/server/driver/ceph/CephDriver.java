package io.longshore.server.driver.ceph;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.PoolUsage;
import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimReport;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.StorageCheck;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.StorageUsage;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.driver.ceph.client.CephException;
import io.longshore.server.driver.ceph.client.Rados;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.promise.Trials;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A storage whose disks are images of a Ceph pool. Opened by {@link Ceph}. */
public final class CephDriver implements StorageDriver {
    private static final Logger log = LoggerFactory.getLogger(CephDriver.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final UUID uuid;
    private final CephSettings settings;
    private final WriterLeases leases;
    private final Workshop workshop;
    private final SharedConnection connection;
    private final ManifestIndex index;
    private final PublishedImages images;
    private final Remarks remarks;
    private final Garbage garbage;
    private final Map<UUID, CephSession> sessions = new ConcurrentHashMap<>();

    /** Bytes that sessions put and did not seal, of tasks whose images are gone. */
    private final Map<UUID, Long> lost = new ConcurrentHashMap<>();

    private volatile String fsid = "";
    private volatile int replicas;
    private volatile @Nullable PoolUsage poolUsage;

    CephDriver(UUID uuid, CephSettings settings, WriterLeases leases, Workshop workshop, SharedConnection connection) {
        this.uuid = uuid;
        this.settings = settings;
        this.leases = leases;
        this.workshop = workshop;
        this.connection = connection;
        this.index = new ManifestIndex(connection);
        this.images = new PublishedImages(connection, index);
        this.remarks = new Remarks(connection);
        this.garbage = new Garbage(connection);
    }

    void start() throws IOException {
        fsid = connection.rados().fsid();
        askReplicas();
        index.refresh();
        garbage.refresh();
        if (owner().equals(settings.deployment())) {
            images.finishNames();
        }
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    UUID deployment() {
        return settings.deployment();
    }

    /** The pool, as it is reached now. */
    RadosPool pool() {
        return connection.get();
    }

    Workshop workshop() {
        return workshop;
    }

    ManifestIndex index() {
        return index;
    }

    PublishedImages images() {
        return images;
    }

    @Override
    public DiskReader open(DiskIdentity disk) throws IOException {
        return connection.call(pool -> open(disk, pool));
    }

    private DiskReader open(DiskIdentity disk, RadosPool pool) throws IOException {
        try {
            var image = imageOf(disk);
            if (image.isEmpty() && disk.zeros()) {
                return CephReader.ofZeros(disk, workshop, pool);
            }
            return CephReader.open(
                    disk,
                    workshop,
                    pool,
                    image.orElseThrow(() -> new NoSuchDiskException("disk " + disk + ": not in pool " + pool.name())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("opening disk " + disk + " was interrupted", e);
        }
    }

    /** The image of a disk: a published one, or one that a session has whole. */
    private Optional<String> imageOf(DiskIdentity disk) throws IOException, InterruptedException {
        var published = index.find(disk);
        if (published.isPresent()) {
            return Optional.of(published.get().imageId());
        }
        for (var session : sessions.values()) {
            var whole = session.find(disk);
            if (whole.isPresent()) {
                whole.get().snapshot();
                return Optional.of(whole.get().imageId());
            }
        }
        index.refresh(); // another server may have published it
        return index.find(disk).map(StoredImage::imageId);
    }

    @Override
    public boolean has(DiskIdentity disk) {
        return disk.zeros() || index.find(disk).isPresent();
    }

    @Override
    public WriteSession startWriting(WriteRequest request, WriteListener listener)
            throws IOException, InterruptedException {
        checkOwner();
        var task = request.task();
        leases.take(task);
        var own = Rados.connect(settings.cluster());
        CephSession session = null;
        boolean started = false;
        try {
            var ioPool = own.pool(settings.pool(), settings.namespace());
            var lostBytes = lost.remove(task);
            session = new CephSession(this, task, listener, own, ioPool, lostBytes == null ? 0 : lostBytes);
            if (sessions.putIfAbsent(task, session) != null) {
                throw new IllegalStateException("task " + task + ": writes to the storage already");
            }
            session.start(new Takeover(index, request.sealed()), request.sealAfter());
            started = true;
            return session;
        } finally {
            if (!started) {
                if (session != null) {
                    session.close();
                } else {
                    own.close();
                }
            }
        }
    }

    void ended(CephSession session) {
        sessions.remove(session.task(), session);
    }

    /** Notes what a session of a task put and did not seal. */
    void lost(UUID task, long bytes) {
        if (bytes > 0) {
            lost.merge(task, bytes, Long::sum);
        }
    }

    void publishGroup(Manifest manifest, Manifest.Group group) throws IOException {
        checkOwner();
        for (var member : group.members()) {
            var key = new ManifestKey(ManifestKind.VOLUME_BACKUP, member.backup(), member.manifestId());
            if (!index.exists(key)) {
                throw new NoSuchDiskException("member " + key + ": not in pool " + settings.pool());
            }
        }
        index.add(manifest, Optional.empty());
    }

    @Override
    public List<ManifestKey> manifests(ManifestKind kind) throws IOException {
        return index.keys(kind);
    }

    @Override
    public List<ManifestKey> manifests(ManifestKind kind, UUID resource) throws IOException {
        return index.keys(kind, resource);
    }

    @Override
    public Optional<Manifest> manifest(ManifestKey key) throws IOException {
        return index.read(key);
    }

    @Override
    public List<String> users(ManifestKey key) throws IOException {
        var stored = index.image(key);
        if (stored.isEmpty() || index.count(stored.get().imageId()) > 1) {
            return List.of(); // another manifest keeps the image
        }
        try (var image = connection.get().openImageById(stored.get().imageId())) {
            return ImageRemoval.clones(image);
        } catch (CephException e) {
            if (e.errno() == CephException.ENOENT) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public boolean deleteManifest(ManifestKey key) throws IOException {
        checkOwner();
        if (!index.exists(key)) {
            return false;
        }
        var image = index.image(key);
        if (image.isEmpty() || index.count(image.get().imageId()) > 1) {
            index.remove(key);
            return true;
        }
        delete(key, image.get());
        return true;
    }

    /** Deletes the last manifest of an image. */
    private void delete(ManifestKey key, StoredImage stored) throws IOException {
        boolean there = true;
        var pool = connection.get();
        try (var image = pool.openImageById(stored.imageId())) {
            ImageRemoval.release(image, pool.where(image.name()));
        } catch (CephException e) {
            if (e.errno() != CephException.ENOENT) {
                throw e;
            }
            there = false;
        }
        garbage.add(stored.imageId(), stored.storedBytes()); // first: what is cut off now is not forgotten
        index.remove(key);
        if (there) {
            unlessFull(() -> images.bury(stored.imageId()));
        }
    }

    @Override
    public void putTombstone(Tombstone tombstone) throws IOException {
        checkOwner();
        remarks.put(tombstone);
        var key = tombstone.manifest();
        var image = index.image(key);
        if (image.isPresent()) {
            unlessFull(() -> images.putAside(key.uuid(), image.get().imageId()));
        }
    }

    /** A new name for an image. */
    private interface Renaming {
        void run() throws IOException;
    }

    /** Names take room, and nothing counts on those of what is deleted: in a full pool, where room is to be made, an image keeps the one that it has. */
    private void unlessFull(Renaming renaming) throws IOException {
        try {
            renaming.run();
        } catch (StorageFullException e) {
            log.atInfo().addKeyValue("storage", uuid).log("an image keeps its name: {}", e.getMessage());
        }
    }

    @Override
    public boolean removeTombstones(ManifestKey key) throws IOException {
        checkOwner();
        boolean removed = remarks.remove(key);
        var image = index.image(key);
        if (image.isPresent() && images.free(key.uuid())) {
            images.takeName(image.get().imageId());
        }
        return removed;
    }

    @Override
    public List<Tombstone> tombstones() throws IOException {
        return remarks.tombstones();
    }

    @Override
    public void putNote(Note note) throws IOException {
        checkOwner();
        remarks.put(note);
    }

    @Override
    public Optional<Note> note(ManifestKind kind, UUID resource) throws IOException {
        return remarks.note(kind, resource);
    }

    @Override
    public StorageUsage usage() throws IOException {
        var figures = figures();
        boolean counted = figures.totalBytes() > 0;
        poolUsage = new PoolUsage(figures.storedBytes(), figures.availableBytes(), replicas);
        return new StorageUsage(
                index.storedBytes() + garbage.bytes() + underWay(),
                OptionalLong.of(garbage.bytes()),
                counted ? OptionalLong.of(figures.totalBytes()) : OptionalLong.empty(),
                counted ? OptionalLong.of(figures.availableBytes()) : OptionalLong.empty());
    }

    private long underWay() {
        return sessions.values().stream()
                .flatMap(session -> session.unpublished().stream())
                .mapToLong(SealedPack::storedBytes)
                .sum();
    }

    /** What the cluster says of the pool. */
    public PoolFigures figures() throws IOException {
        try {
            var pools = JSON.readTree(connection.rados().command("{\"prefix\": \"df\", \"format\": \"json\"}"))
                    .path("pools");
            for (var found : pools) {
                if (found.path("name").asString("").equals(settings.pool())) {
                    var stats = found.path("stats");
                    return new PoolFigures(
                            connection.rados().fsid(),
                            settings.pool(),
                            stats.path("stored").asLong(0),
                            stats.path("max_avail").asLong(0));
                }
            }
            return new PoolFigures(connection.rados().fsid(), settings.pool(), 0, 0);
        } catch (JacksonException e) {
            throw new IOException("the cluster's figures: " + e.getMessage(), e);
        }
    }

    /** What a user may not ask, or a cluster does not tell, is no reason not to use the pool. */
    private void askReplicas() throws IOException {
        try {
            var asked = JSON.createObjectNode()
                    .put("prefix", "osd pool get")
                    .put("pool", settings.pool())
                    .put("var", "size")
                    .put("format", "json");
            replicas = JSON.readTree(connection.rados().command(asked.toString()))
                    .path("size")
                    .asInt(0);
        } catch (CephException | JacksonException e) {
            log.atDebug().setCause(e).log("the pool's number of copies is not known");
        }
    }

    /** How many copies of each object the pool keeps; 0 where that is not known. */
    int replicas() {
        return replicas;
    }

    @Override
    public Optional<PoolUsage> poolUsage() {
        return Optional.ofNullable(poolUsage);
    }

    @Override
    public Trials trials(UUID run) throws IOException, InterruptedException {
        checkOwner();
        return new CephTrials(this, settings, run);
    }

    /** Removes what a check left of its image. */
    void removeTrial(String name) throws IOException {
        try {
            ImageRemoval.removeTrial(connection.get(), name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while image " + name + " was removed");
        }
    }

    @Override
    public StorageCheck check() throws IOException {
        var owner = owner();
        boolean writable = owner.equals(settings.deployment());
        index.refresh();
        askReplicas();
        return new StorageCheck(uuid, owner, writable, writable ? writing() : List.of(), List.of());
    }

    /** Tries a write. A full pool is in use all the same: what is in it can be read, and deleted to make room. */
    private List<String> writing() throws IOException {
        try {
            connection.get().map(Names.STORAGE).put("checked by", Ceph.bytes(Uuids.of(settings.deployment())));
            return List.of();
        } catch (StorageFullException e) {
            return List.of(e.getMessage() + " (expected: room for what is to be written)");
        }
    }

    private UUID owner() throws IOException {
        return connection.call(
                pool -> Uuids.parse(Ceph.text(pool.map(Names.STORAGE).list(""), Ceph.OWNER)));
    }

    /** Refuses to write to a storage that is another deployment's. */
    void checkOwner() throws IOException {
        var owner = owner();
        if (!owner.equals(settings.deployment())) {
            throw new ReadOnlyStorageException("storage " + Uuids.of(uuid) + ": belongs to deployment "
                    + Uuids.of(owner) + " (expected: " + Uuids.of(settings.deployment()) + ")");
        }
    }

    @Override
    public ReclaimReport reclaim(ReclaimRequest request, ReclaimListener listener)
            throws IOException, InterruptedException {
        checkOwner();
        return new Reclaiming(
                        connection.get(),
                        index,
                        garbage,
                        owner -> leases.held(owner.task()) || sessions.containsKey(owner.task()))
                .run(request, listener);
    }

    @Override
    public boolean rawOnly() {
        return true;
    }

    @Override
    public String clusterId() {
        return fsid;
    }

    @Override
    public String durability() {
        return "on as many OSDs as the pool asks for, before a write counts";
    }

    @Override
    public void close() throws IOException {
        sessions.clear();
        connection.close();
    }
}
