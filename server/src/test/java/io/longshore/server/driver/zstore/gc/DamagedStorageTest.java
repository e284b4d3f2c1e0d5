package io.longshore.server.driver.zstore.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.MemoryBlobStore;
import io.longshore.server.driver.zstore.index.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Collections of garbage on a storage that has lost something. What is live and damaged may have its only whole copy in what looks dead: as long as it is known
 * to be in doubt nothing is deleted, and what it befalls later is not made worse.
 */
class DamagedStorageTest {
    private static final int STEPS_OF_A_COLLECTION = 6;

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    /** What becomes of a pack that has something live. */
    enum Damage {
        GONE {
            @Override
            void befall(MemoryBlobStore blobs, BlobKey pack, Location record) {
                blobs.delete(pack);
            }
        },
        CUT_OFF {
            @Override
            void befall(MemoryBlobStore blobs, BlobKey pack, Location record) {
                var bytes = content(blobs, pack);
                replace(blobs, pack, Arrays.copyOf(bytes, record.offset() + 1));
            }
        },
        FLIPPED {
            @Override
            void befall(MemoryBlobStore blobs, BlobKey pack, Location record) {
                var bytes = content(blobs, pack).clone();
                bytes[record.offset() + 64] ^= 1; // of the payload
                replace(blobs, pack, bytes);
            }
        };

        abstract void befall(MemoryBlobStore blobs, BlobKey pack, Location record);

        /** Marking reads nodes, and no block: that one is bad it may not know. */
        boolean seenByMarking(boolean node) {
            return this != FLIPPED || node;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsDeletedWhereSomethingLiveIsDamaged(Damage damage) throws Exception {
        for (boolean restarts : new boolean[] {false, true}) {
            for (int i = 0; i < needed(); i++) {
                refuses(damage, i, restarts);
            }
        }
    }

    private void refuses(Damage damage, int which, boolean restarts) throws Exception {
        try (var world = world()) {
            var record = world.needed().get(which);
            var pack = record.pack();
            if (!damage.seenByMarking(world.ofNodes(pack))) {
                return;
            }
            damage.befall(world.blobs(), pack.key(), record);
            if (restarts) {
                world.crash();
            }
            var before = world.blobs().content().keySet();
            assertThatThrownBy(world::reclaim)
                    .as("record %s of %s, restarted: %s", which, world.needed(), restarts)
                    .isInstanceOf(ReclaimRefusedException.class);
            assertThat(world.blobs().content().keySet()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void allIsWholeAgainOnceWhatWasDamagedMeanwhileIsMended(Damage damage) throws Exception {
        for (int step = 0; step <= STEPS_OF_A_COLLECTION; step++) {
            for (int i = 0; i < needed(); i++) {
                mended(damage, i, step);
            }
        }
    }

    private void mended(Damage damage, int which, int step) throws Exception {
        try (var world = world()) {
            var collector = new Collector(world);
            for (int i = 0; i < step; i++) {
                collector.step();
            }
            var record = world.needed().get(which);
            var pack = record.pack().key();
            var original = content(world.blobs(), pack);
            damage.befall(world.blobs(), pack, record);
            try {
                while (collector.ready()) {
                    collector.step();
                }
            } catch (IOException _) {
                // it need not refuse: what it has decided on before goes
            }
            replace(world.blobs(), pack, original);
            world.crash();
            world.finish();
        }
    }

    /** An index that is made anew knows of one of them first, whichever is listed first: often enough it is the damaged one. */
    @Test
    void theWholeOneOfTwoCopiesStays() throws Exception {
        for (int i = 0; i < 12; i++) {
            try (var world = world()) {
                var damaged = world.block(3);
                Damage.FLIPPED.befall(world.blobs(), damaged.pack().key(), damaged);
                world.disclaim(3);
                var healer = new Writer(world, Content.of(3, 4));
                while (healer.ready()) {
                    healer.step();
                }
                assertThat(world.block(3)).isNotEqualTo(damaged);
                world.loseIndex();
                world.crash();
                world.reclaim();
                world.read(3);
                world.loseIndex();
                world.crash();
                world.read(3);
            }
        }
    }

    private int needed() throws Exception {
        try (var world = world()) {
            return world.needed().size();
        }
    }

    private World world() throws IOException, InterruptedException {
        return World.withGarbage(Flaw.NONE, folder, codec);
    }

    private static byte[] content(MemoryBlobStore blobs, BlobKey key) {
        return Objects.requireNonNull(blobs.content().get(key.path()));
    }

    private static void replace(MemoryBlobStore blobs, BlobKey key, byte[] content) {
        blobs.delete(key);
        blobs.putIfAbsent(key, content);
    }
}
