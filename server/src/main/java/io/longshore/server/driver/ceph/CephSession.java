package io.longshore.server.driver.ceph;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DiskWriter;
import io.longshore.server.driver.FirstFailure;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ReadBack;
import io.longshore.server.driver.SealTimer;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.driver.ceph.client.CephException;
import io.longshore.server.driver.ceph.client.Rados;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.ceph.client.RbdImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task's writes to a pool, over a connection of its own: who breaks its locks shuts out this session and nothing else. */
final class CephSession implements WriteSession {
    private static final Logger log = LoggerFactory.getLogger(CephSession.class);

    private final CephDriver driver;
    private final UUID task;
    private final WriteListener listener;
    private final Rados rados;
    private final RadosPool pool;
    private final Map<UUID, CephDisk> disks = new LinkedHashMap<>();
    private final List<SealedPack> sealed = new ArrayList<>();
    private final FirstFailure firstFailure;
    private long lostBytes;
    private @Nullable SealTimer sealer;
    private volatile boolean closed;

    CephSession(CephDriver driver, UUID task, WriteListener listener, Rados rados, RadosPool pool, long lostBytes) {
        this.driver = driver;
        this.task = task;
        this.listener = listener;
        this.rados = rados;
        this.pool = pool;
        this.lostBytes = lostBytes;
        this.firstFailure = new FirstFailure("session of task " + task);
    }

    /** Takes over what earlier attempts left, and seals from then on what is older than {@code sealAfter}. */
    CephSession start(Takeover takeover, Optional<Duration> sealAfter) throws IOException, InterruptedException {
        lostBytes += takeover.run(this, listener);
        sealAfter.ifPresent(limit -> sealer = SealTimer.start("seal " + task, limit.dividedBy(2), this::seal, _ -> {
            // the next call of the session's user tells
        }));
        return this;
    }

    UUID task() {
        return task;
    }

    RadosPool pool() {
        return pool;
    }

    Workshop workshop() {
        return driver.workshop();
    }

    CephDriver driver() {
        return driver;
    }

    /** Adds a disk of an earlier attempt, and what that one sealed of it. */
    void add(CephDisk disk, List<SealedPack> packs) {
        synchronized (disks) {
            disks.put(disk.uuid(), disk);
        }
        synchronized (sealed) {
            sealed.addAll(packs);
        }
    }

    @Override
    public DiskWriter openDisk(UUID uuid, long lengthBytes) throws IOException, InterruptedException {
        checkUsable();
        synchronized (disks) {
            var known = disks.get(uuid);
            if (known == null) {
                known = driver.index()
                        .find(task, uuid)
                        .map(image -> Takeover.published(this, image))
                        .orElse(null);
            }
            if (known == null) {
                known = NewImage.make(this, uuid, lengthBytes);
            }
            disks.put(uuid, known);
            if (known.lengthBytes() != lengthBytes) {
                throw new IOException("disk " + uuid + ": " + lengthBytes + " bytes (expected: " + known.lengthBytes()
                        + ", as when it was begun)");
            }
            return known;
        }
    }

    /** A disk of zeros for a resource. */
    CephDisk openZeros(UUID uuid, long lengthBytes) throws IOException {
        var disk = NewImage.make(this, uuid, lengthBytes);
        synchronized (disks) {
            disks.put(uuid, disk);
        }
        return disk;
    }

    private List<CephDisk> disks() {
        synchronized (disks) {
            return List.copyOf(disks.values());
        }
    }

    /** The disk of this session that is whole and has this identity. */
    Optional<CephDisk> find(DiskIdentity identity) throws IOException, InterruptedException {
        for (var disk : disks()) {
            if (disk.lengthBytes() == identity.lengthBytes() && disk.identity().equals(identity)) {
                return Optional.of(disk);
            }
        }
        return Optional.empty();
    }

    @Override
    public void seal() throws IOException, InterruptedException {
        checkUsable();
        var _ = unlessItBreaks(() -> {
            for (var disk : disks()) {
                disk.seal();
            }
            return true;
        });
    }

    /** A batch is durable: it becomes part of the storage when the task has noted it. */
    void seal(SealedPack pack) throws IOException {
        listener.sealing(pack.name());
        synchronized (sealed) {
            sealed.add(pack);
        }
        listener.sealed(pack);
    }

    @Override
    public List<SealedPack> sealed() {
        synchronized (sealed) {
            return List.copyOf(sealed);
        }
    }

    /** What was sealed of disks that are not published. */
    List<SealedPack> unpublished() {
        var published =
                disks().stream().filter(CephDisk::published).map(CephDisk::uuid).toList();
        return sealed().stream()
                .filter(pack -> Batch.Range.of(pack.name())
                        .filter(range -> !published.contains(range.disk()))
                        .isPresent())
                .toList();
    }

    @Override
    public long lostBytes() {
        return lostBytes;
    }

    @Override
    public ReadBack readBack(SealedPack pack, Pace pace) throws IOException {
        var range = Batch.Range.of(pack.name())
                .orElseThrow(() -> new IllegalArgumentException("pack: " + pack.name() + " (expected: one of Ceph's)"));
        CephDisk disk;
        synchronized (disks) {
            disk = disks.get(range.disk());
        }
        if (disk == null) {
            throw new NoSuchDiskException("disk " + range.disk() + ": not of this session");
        }
        try {
            return unlessItBreaks(() -> disk.readBack(range, pace));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("reading back was interrupted", e);
        }
    }

    @Override
    public void publish(Manifest manifest) throws IOException, InterruptedException {
        seal();
        var _ = unlessItBreaks(() -> {
            switch (manifest.body()) {
                case Manifest.StoredDisk stored ->
                    new Publication(this, manifest).publish(stored, wholeDisks(stored.content()));
                case Manifest.Group group -> driver.publishGroup(manifest, group);
            }
            return true;
        });
    }

    private Collection<CephDisk> wholeDisks(DiskIdentity content) throws IOException, InterruptedException {
        var whole = new ArrayList<CephDisk>();
        for (var disk : disks()) {
            if (disk.lengthBytes() == content.lengthBytes() && disk.identity().equals(content)) {
                whole.add(disk);
            }
        }
        return whole;
    }

    /** Puts a disk in the place of one that was published. */
    void replace(CephDisk before, CephDisk published) throws IOException {
        synchronized (disks) {
            disks.put(published.uuid(), published);
        }
        before.close();
    }

    /** Work that breaks the session when it fails. */
    interface Breaking<T> {
        T run() throws IOException, InterruptedException;
    }

    <T> T unlessItBreaks(Breaking<T> work) throws IOException, InterruptedException {
        try {
            return work.run();
        } catch (CorruptBlockException | NoSuchDiskException | FileAlreadyExistsException e) {
            throw e;
        } catch (CephException e) {
            var why = orItsCause(e);
            firstFailure.note(why);
            throw why;
        } catch (IOException | RuntimeException e) {
            firstFailure.note(e);
            throw e;
        }
    }

    /** A write has ended, with a negative errno when it failed: where that tells of a silent or full cluster, the session ends at once. Quick, and does not throw. */
    void noteEnd(RbdImage image, long result) {
        try {
            image.check("rbd_aio_write", result);
        } catch (StorageUnavailableException | StorageFullException e) {
            firstFailure.note(e);
        } catch (IOException _) {
            // told when its batch is sealed
        }
    }

    /** What librbd makes of a silent OSD or a full pool depends on where it met it: try what needs neither of its many steps. */
    private IOException orItsCause(CephException failure) {
        var probe = "longshore.probe." + task;
        try {
            pool.write(probe, 0, new byte[1]);
            pool.remove(probe);
            return failure;
        } catch (StorageUnavailableException | StorageFullException cause) {
            cause.addSuppressed(failure);
            return cause;
        } catch (IOException e) {
            failure.addSuppressed(e);
            return failure;
        }
    }

    void checkUsable() throws IOException {
        if (closed) {
            throw new IOException("session of task " + task + ": closed");
        }
        firstFailure.check();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (sealer != null) {
            sealer.close();
        }
        driver.ended(this);
        if (firstFailure.isUnavailability()) {
            // It may take minutes until the cluster has not answered to each of the calls that this takes;
            // meanwhile the next attempt may shut this connection out.
            Thread.ofPlatform().daemon().name("close " + task).start(this::closeSilent);
        } else {
            closeNow();
        }
    }

    private void closeSilent() {
        try {
            closeNow();
        } catch (IOException | RuntimeException e) {
            log.atInfo()
                    .addKeyValue("task", task)
                    .setCause(e)
                    .log("a session with a cluster that did not answer is closed");
        }
    }

    private void closeNow() throws IOException {
        try (rados;
                pool) {
            for (var disk : disks()) {
                close(disk);
            }
        }
    }

    private void close(CephDisk disk) throws IOException {
        long unsealed = disk.unsealedBytes();
        disk.close();
        if (!disk.published() && !disk.hasSeals() && !firstFailure.isUnavailability()) {
            try {
                ImageRemoval.remove(pool, disk.imageId());
                driver.lost(task, unsealed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the next attempt, or reclaiming, removes it
            }
        }
    }
}
