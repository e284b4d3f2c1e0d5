package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.DiskWriter;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.OlderCatalogException;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that writes a disk and publishes it, as an upload does: it keeps a checkpoint of how far it has come, goes on from there after a crash, and
 * begins anew when its lease was ended meanwhile.
 */
class Writer implements Actor {
    /** How far it has come; what is kept is the one that everything before is durable for. */
    enum Next {
        BLOCKS,
        SEAL,
        NODE,
        PUBLISH,
        END
    }

    /** What the catalog has of it. */
    record Checkpoint(Next next, List<String> packs) {}

    final World world;
    final Content content;
    final UUID task = UUID.randomUUID();
    private final BlockBuffers buffers = new BlockBuffers(1);
    private final List<String> packs = new ArrayList<>();
    private Next kept = Next.BLOCKS;
    private Next next = Next.BLOCKS;
    private boolean ended;
    private @Nullable WriteSession session;

    Writer(World world, Content content) {
        this.world = world;
        this.content = content;
        world.know(content);
    }

    /** One that gives up when it could publish. Should it be brought back, by an older catalog, it does publish. */
    static Writer givingUp(World world, Content content) {
        return new Writer(world, content) {
            private boolean gaveUp;

            @Override
            void publish() throws IOException, InterruptedException {
                if (gaveUp) {
                    super.publish();
                } else {
                    gaveUp = true;
                    giveUp();
                }
            }
        };
    }

    @Override
    public boolean ready() {
        return !ended;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void step() throws IOException, InterruptedException {
        if (session == null) {
            start();
            return;
        }
        switch (next) {
            case BLOCKS -> next = blocks();
            case SEAL -> {
                session().seal();
                kept = Next.NODE;
                next = Next.NODE;
            }
            case NODE -> {
                node();
                session().seal();
                kept = Next.PUBLISH;
                next = Next.PUBLISH;
            }
            case PUBLISH -> {
                publish();
                next = Next.END;
            }
            case END -> giveUp();
        }
    }

    WriteSession session() {
        return Objects.requireNonNull(session);
    }

    DiskWriter disk() throws IOException, InterruptedException {
        return session().openDisk(task, content.identity().lengthBytes());
    }

    private void start() throws IOException, InterruptedException {
        WriteSession started;
        try {
            started = world.driver().startWriting(new WriteRequest(task, packs, Optional.empty()), new WriteListener() {
                @Override
                public void sealing(String pack) {
                    packs.add(pack);
                }

                @Override
                public void sealed(SealedPack pack) {}
            });
        } catch (OlderCatalogException e) {
            ended = true; // as it should be, once an older catalog was restored
            return;
        }
        session = started;
        if (!started.leaseKept()) {
            kept = Next.BLOCKS;
        }
        next = kept;
    }

    private Next blocks() throws IOException, InterruptedException {
        if (disk().hasNode(content.root().digest())) {
            world.checkCountedOn(RecordKind.NODE, content.root().digest(), task);
            return Next.PUBLISH; // nothing is to be written
        }
        for (int i = 0; i < content.values().size(); i++) {
            block(i, content.values().get(i));
        }
        return Next.SEAL;
    }

    void block(int index, int value) throws IOException, InterruptedException {
        if (disk().hasBlock(index, Content.digest(value))) {
            world.checkCountedOn(RecordKind.BLOCK, Content.digest(value), task);
            return;
        }
        try (var block = Content.encoded(value, buffers)) {
            disk().putBlock(index, block);
        }
    }

    void node() throws IOException, InterruptedException {
        if (!disk().hasNode(content.root().digest())) {
            disk().putNode(content.root());
        }
    }

    void publish() throws IOException, InterruptedException {
        var key = ManifestKey.random(ManifestKind.IMAGE, task);
        var provenance = new Provenance(
                task,
                World.DEPLOYMENT,
                "AddImage",
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        session().publish(new Manifest(key, StoredDisk.of(content.identity(), "raw"), provenance));
        world.published.put(key, content);
    }

    /** The task ends, with what it has published or with nothing. */
    void giveUp() throws IOException {
        leave();
        world.epochs().end(task);
        ended = true;
    }

    /** Another attempt takes the task over, in the same server. */
    void takeOver() throws IOException {
        leave();
        next = kept;
    }

    private void leave() throws IOException {
        var open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void crashed() {
        session = null;
    }

    Checkpoint checkpoint() {
        return new Checkpoint(kept, List.copyOf(packs));
    }

    /** Goes on from an earlier checkpoint, unless it had not begun then. */
    void restore(Checkpoint earlier) {
        kept = earlier.next();
        packs.clear();
        packs.addAll(earlier.packs());
        ended = false;
    }
}
