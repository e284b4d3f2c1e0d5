package io.longshore.server.driver.zstore;

import io.longshore.disk.Digest;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.DiskWriter;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.FirstFailure;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ReadBack;
import io.longshore.server.driver.SealTimer;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.driver.zstore.gc.Writers;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One task's writes to a zstore. Every disk goes into the same packs. */
final class ZstoreSession implements WriteSession, DiskWriter, PackSink.Listener {
    private final ZstoreDriver driver;
    private final Epochs.Grant grant;
    private final UUID task;
    private final WriteListener listener;
    private final Writers.Pass pass;
    private final PackSink sink;
    private final long lostBytes;
    private final List<SealedPack> sealed = Collections.synchronizedList(new ArrayList<>());
    private final FirstFailure firstFailure;

    /** When the oldest of what is not sealed was put, by {@link System#nanoTime}; 0 when all is. */
    private final AtomicLong oldestPut = new AtomicLong();

    private final Optional<Duration> sealAfter;
    private @Nullable SealTimer sealer;
    private volatile boolean closed;

    ZstoreSession(
            ZstoreDriver driver,
            Epochs.Grant grant,
            List<SealedPack> earlier,
            Optional<Duration> sealAfter,
            WriteListener listener,
            Writers.Pass pass,
            long lostBytes) {
        this.driver = driver;
        this.grant = grant;
        this.task = grant.lease().task();
        this.listener = listener;
        this.pass = pass;
        this.lostBytes = lostBytes;
        this.firstFailure = new FirstFailure("session of task " + task);
        this.sink = driver.newSink(grant.lease(), this, firstFailure);
        sealed.addAll(earlier);
        this.sealAfter = sealAfter;
    }

    ZstoreSession start() {
        sealAfter.ifPresent(limit ->
                sealer = SealTimer.start("seal " + task, limit.dividedBy(8), () -> sealOld(limit), firstFailure::note));
        return this;
    }

    @Override
    public DiskWriter openDisk(UUID uuid, long lengthBytes) {
        return this;
    }

    @Override
    public boolean hasBlock(long index, Digest digest) {
        return sink.hasBlock(digest);
    }

    @Override
    public boolean hasNode(Digest digest) {
        return sink.hasNode(digest);
    }

    @Override
    public boolean putBlock(long index, EncodedBlock block) throws IOException, InterruptedException {
        checkUsable();
        notePut();
        return sink.putBlock(block);
    }

    @Override
    public boolean putNode(TreeNode node) throws IOException, InterruptedException {
        checkUsable();
        notePut();
        return sink.putNode(node);
    }

    @Override
    public void seal() throws IOException, InterruptedException {
        checkUsable();
        oldestPut.set(0); // before: what is put meanwhile may be left out
        sink.seal();
    }

    private void notePut() {
        oldestPut.compareAndSet(0, System.nanoTime() | 1); // never the 0 that says that there is none
    }

    private void sealOld(Duration limit) throws IOException, InterruptedException {
        long oldest = oldestPut.get();
        if (oldest != 0 && System.nanoTime() - oldest > limit.toNanos() * 7 / 8) {
            seal();
        }
    }

    @Override
    public void sealing(PackId pack) throws IOException {
        listener.sealing(pack.hex());
    }

    @Override
    public void sealed(Pack pack) {
        var told = described(pack);
        sealed.add(told);
        listener.sealed(told);
    }

    static SealedPack described(Pack pack) {
        var entries = pack.entries();
        boolean blocks = entries.kind() == RecordKind.BLOCK;
        return new SealedPack(
                pack.id().hex(),
                blocks ? entries.count() : 0,
                blocks ? 0 : entries.count(),
                entries.plainBytes(),
                pack.sizeBytes());
    }

    @Override
    public List<SealedPack> sealed() {
        synchronized (sealed) {
            return List.copyOf(sealed);
        }
    }

    @Override
    public boolean leaseKept() {
        return grant.kept();
    }

    @Override
    public long lostBytes() {
        return lostBytes;
    }

    @Override
    public ReadBack readBack(SealedPack pack, Pace pace) throws IOException {
        return driver.verify(PackId.parse(pack.name()), pack.storedBytes(), pace);
    }

    @Override
    public boolean comparedChecksums() throws IOException {
        return driver.comparesChecksums();
    }

    @Override
    public void confirm(SealedPack pack) throws IOException {
        driver.confirm(PackId.parse(pack.name()), pack.storedBytes());
    }

    @Override
    public void publish(Manifest manifest) throws IOException, InterruptedException {
        seal();
        switch (manifest.body()) {
            case Manifest.StoredDisk disk -> {
                if (!driver.has(disk.content(), grant.lease())) {
                    throw new NoSuchDiskException("disk " + disk.content() + ": not whole on storage " + driver.uuid());
                }
            }
            case Manifest.Group group -> driver.checkMembers(group);
        }
        driver.publish(manifest);
    }

    private void checkUsable() throws IOException {
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
        try {
            driver.lost(task, sink.discard());
        } finally {
            pass.close();
        }
    }
}
