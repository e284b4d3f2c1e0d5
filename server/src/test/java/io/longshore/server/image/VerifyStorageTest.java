package io.longshore.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.fixture.Domain;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.task.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading all of a storage, and healing it from another, on real parts. */
class VerifyStorageTest {
    private static final int MIB = 1 << 20;
    private static final byte[] BYTES = Domain.content(1, 5 * MIB + 13);

    @TempDir
    private Path folder;

    private WholeServer server;
    private String a;
    private String b;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        server = new WholeServer(folder);
        a = server.storage("a");
        b = server.storage("b");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private StorageResult.Verified verify(String storage) throws InterruptedException {
        return verify(storage, OptionalLong.empty(), OptionalLong.empty());
    }

    private StorageResult.Verified verify(String storage, OptionalLong maxAge, OptionalLong maxDuration)
            throws InterruptedException {
        return server.run(
                StorageResult.Verified.class,
                new StorageOperation.VerifyBackupStorage(storage, maxAge, maxDuration, OptionalLong.empty(), false));
    }

    @Test
    void aWholeStorageIsReadFromEndToEnd() throws IOException, InterruptedException {
        server.image(a, BYTES);
        var verified = verify(a);
        assertThat(verified.problems()).isEmpty();
        assertThat(verified.packs()).isEqualTo(server.packs("a").size());
        assertThat(verified.blocks()).isEqualTo(6);
        assertThat(verified.nodes()).isEqualTo(1);
        assertThat(verified.manifests()).isEqualTo(1);
        assertThat(verified.readBytes())
                .isEqualTo(server.packs("a").stream()
                        .mapToLong(file -> file.toFile().length())
                        .sum());
    }

    @Test
    void whatWasVerifiedOfLateIsLeftOutAndALimitOfTimeIsKept() throws IOException, InterruptedException {
        server.image(a, BYTES);
        var none = verify(a, OptionalLong.empty(), OptionalLong.of(0));
        assertThat(none.packs()).isZero();
        assertThat(none.remainingPacks()).isEqualTo(server.packs("a").size());
        assertThat(verify(a).skippedPacks()).isZero();

        var again = verify(a, OptionalLong.of(3_600_000), OptionalLong.empty());
        assertThat(again.packs()).isZero();
        assertThat(again.skippedPacks()).isEqualTo(server.packs("a").size());
        assertThat(again.problems()).isEmpty();
    }

    @Test
    void aBadBlockIsNamedWithTheImagesThatItHurts() throws IOException, InterruptedException {
        var image = server.image(a, BYTES);
        var other = server.image(a, Domain.content(7, MIB));
        WholeServer.flip(server.packs("a").getFirst(), 5000);

        var verified = verify(a);
        assertThat(verified.badRecords()).isEqualTo(1);
        assertThat(verified.healedRecords()).isZero();
        assertThat(verified.problemCount()).isEqualTo(1);
        assertThat(verified.problems().getFirst().resourceUuids()).containsExactly(image.uuid());
        assertThat(verified.problems().getFirst().path()).startsWith("packs/");
        assertThat(verify(a).problems()).as("it stays").hasSize(1);
        assertThat(server.read(a, other.identity())).isEqualTo(Domain.content(7, MIB));
    }

    @Test
    void badBlocksAndNodesAreHealedFromAnotherStorage() throws IOException, InterruptedException {
        var image = server.image(a, BYTES);
        server.image(b, BYTES);
        WholeServer.flip(server.packs("a").getFirst(), 5000);
        WholeServer.flip(server.packs("a").getLast(), 200);

        var verified = verify(a);
        assertThat(verified.problems()).isEmpty();
        assertThat(verified.badRecords()).isEqualTo(2);
        assertThat(verified.healedRecords()).isEqualTo(2);
        assertThat(server.read(a, image.identity())).isEqualTo(BYTES);
        var again = verify(a);
        assertThat(again.badRecords()).isZero();
        assertThat(again.problems()).isEmpty();
    }

    @Test
    void aMissingPackIsHealedFromAnotherStorage() throws IOException, InterruptedException {
        var image = server.image(a, BYTES);
        server.image(b, Arrays.copyOf(BYTES, 5 * MIB)); // other disks with the same blocks
        server.image(b, Arrays.copyOfRange(BYTES, 5 * MIB, BYTES.length));
        Files.delete(server.packs("a").getFirst());

        var verified = verify(a);
        assertThat(verified.badRecords()).as("the pack and its blocks").isGreaterThan(2);
        assertThat(verified.healedRecords()).isEqualTo(verified.badRecords());
        assertThat(verified.problems()).isEmpty();
        assertThat(server.read(a, image.identity())).isEqualTo(BYTES);
        assertThat(verify(a).problems()).isEmpty();
    }

    @Test
    void aPackWithADamagedFooterIsWrittenAgainFromItsOwnRecords() throws IOException, InterruptedException {
        var image = server.image(a, BYTES);
        int before = server.packs("a").size();
        WholeServer.flip(server.packs("a").getFirst(), -100);

        var verified = verify(a);
        assertThat(verified.badRecords()).isEqualTo(1);
        assertThat(verified.healedRecords()).isEqualTo(1);
        assertThat(verified.problems()).isEmpty();
        assertThat(server.packs("a").size()).isGreaterThan(before);
        assertThat(server.read(a, image.identity())).isEqualTo(BYTES);
        assertThat(verify(a).problems()).isEmpty();

        server.close();
        server = new WholeServer(folder);
        assertThat(verify(a).problems()).isEmpty();
        assertThat(server.read(a, image.identity())).isEqualTo(BYTES);
    }

    @Test
    void aVerificationThatIsCutGoesOnWhereItWas() throws IOException, InterruptedException {
        for (int i = 0; i < 4; i++) {
            server.image(a, Domain.content(10 + i, MIB));
        }
        long all = server.packs("a").stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
        var task = server.tasks.start(
                server.admin,
                Optional.empty(),
                new StorageOperation.VerifyBackupStorage(
                        a, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(MIB), false));
        Awaitility.await()
                .until(() -> server.tasks.find(server.admin, task.uuid()).steps().stream()
                        .anyMatch(step -> step.bytesDone() > 0));
        server.close();
        server = new WholeServer(folder);

        var ended = server.tasks.await(task.uuid());
        assertThat(ended.state()).isInstanceOfSatisfying(TaskState.Succeeded.class, done -> {
            var verified = (StorageResult.Verified) done.result();
            assertThat(verified.problems()).isEmpty();
            assertThat(verified.packs()).as("of both attempts").isEqualTo(packsNow());
            if (ended.attempt() > 1) { // else this machine slept through the cut
                assertThat(verified.readBytes()).as("by the second one").isLessThan(all);
            }
        });
    }

    private int packsNow() {
        try {
            return server.packs("a").size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStorageIsVerifiedWhileItsGarbageIsCollected() throws IOException, InterruptedException {
        var kept = server.image(a, BYTES);
        for (int i = 0; i < 4; i++) {
            var garbage = server.image(a, Domain.content(20 + i, MIB));
            server.deleteImage.apply(
                    server.admin, Optional.empty(), new ImageOperation.DeleteImage(garbage.uuid(), List.of()));
            server.run(ImageResult.Expunged.class, new ImageOperation.ExpungeImage(garbage.uuid(), List.of()));

            var verifying = server.tasks.start(
                    server.admin,
                    Optional.empty(),
                    new StorageOperation.VerifyBackupStorage(
                            a, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), false));
            var reclaimed = server.run(StorageResult.Reclaimed.class, new StorageOperation.ReclaimSpace(a, false));
            assertThat(reclaimed.freedBytes()).isPositive();
            assertThat(server.tasks.await(verifying.uuid()).state())
                    .isInstanceOfSatisfying(
                            TaskState.Succeeded.class,
                            done -> assertThat(((StorageResult.Verified) done.result()).problems())
                                    .isEmpty());
        }
        assertThat(server.read(a, kept.identity())).isEqualTo(BYTES);
        assertThat(verify(a).problems()).isEmpty();
    }
}
