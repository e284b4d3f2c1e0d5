package io.longshore.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.fixture.Domain;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.task.TaskState;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
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

    private Image add(String storage, byte[] content) throws InterruptedException {
        var said = new ImageOperation.Description(
                "image", null, null, null, null, null, false, null, List.of(), List.of());
        return server.run(
                        ImageResult.Stored.class,
                        new ImageOperation.AddImage(Uuids.random(), server.upload(storage, content), "", null, said))
                .image();
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

    private byte[] read(String storage, Image image) throws IOException {
        try (var reader = server.registry.driver(storage).open(image.identity())) {
            var target = ByteBuffer.allocate(Math.toIntExact(image.identity().lengthBytes()));
            reader.read(0, target);
            return target.array();
        }
    }

    /** The packs of a storage, the largest first: those of blocks before those of nodes. */
    private List<Path> packs(String name) throws IOException {
        try (var files = Files.walk(folder.resolve(name).resolve("packs"))) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingLong(VerifyStorageTest::size).reversed())
                    .toList();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static void flip(Path file, long offset) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[Math.toIntExact(offset < 0 ? bytes.length + offset : offset)] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aWholeStorageIsReadFromEndToEnd() throws IOException, InterruptedException {
        add(a, BYTES);
        var verified = verify(a);
        assertThat(verified.problems()).isEmpty();
        assertThat(verified.packs()).isEqualTo(packs("a").size());
        assertThat(verified.blocks()).isEqualTo(6);
        assertThat(verified.nodes()).isEqualTo(1);
        assertThat(verified.manifests()).isEqualTo(1);
        assertThat(verified.readBytes())
                .isEqualTo(
                        packs("a").stream().mapToLong(VerifyStorageTest::size).sum());
    }

    @Test
    void whatWasVerifiedOfLateIsLeftOutAndALimitOfTimeIsKept() throws IOException, InterruptedException {
        add(a, BYTES);
        var none = verify(a, OptionalLong.empty(), OptionalLong.of(0));
        assertThat(none.packs()).isZero();
        assertThat(none.remainingPacks()).isEqualTo(packs("a").size());
        assertThat(verify(a).skippedPacks()).isZero();

        var again = verify(a, OptionalLong.of(3_600_000), OptionalLong.empty());
        assertThat(again.packs()).isZero();
        assertThat(again.skippedPacks()).isEqualTo(packs("a").size());
        assertThat(again.problems()).isEmpty();
    }

    @Test
    void aBadBlockIsNamedWithTheImagesThatItHurts() throws IOException, InterruptedException {
        var image = add(a, BYTES);
        var other = add(a, Domain.content(7, MIB));
        flip(packs("a").getFirst(), 5000);

        var verified = verify(a);
        assertThat(verified.badRecords()).isEqualTo(1);
        assertThat(verified.healedRecords()).isZero();
        assertThat(verified.problemCount()).isEqualTo(1);
        assertThat(verified.problems().getFirst().resourceUuids()).containsExactly(image.uuid());
        assertThat(verified.problems().getFirst().path()).startsWith("packs/");
        assertThat(verify(a).problems()).as("it stays").hasSize(1);
        assertThat(read(a, other)).isEqualTo(Domain.content(7, MIB));
    }

    @Test
    void badBlocksAndNodesAreHealedFromAnotherStorage() throws IOException, InterruptedException {
        var image = add(a, BYTES);
        add(b, BYTES);
        flip(packs("a").getFirst(), 5000);
        flip(packs("a").getLast(), 200);

        var verified = verify(a);
        assertThat(verified.problems()).isEmpty();
        assertThat(verified.badRecords()).isEqualTo(2);
        assertThat(verified.healedRecords()).isEqualTo(2);
        assertThat(read(a, image)).isEqualTo(BYTES);
        var again = verify(a);
        assertThat(again.badRecords()).isZero();
        assertThat(again.problems()).isEmpty();
    }

    @Test
    void aMissingPackIsHealedFromAnotherStorage() throws IOException, InterruptedException {
        var image = add(a, BYTES);
        add(b, Arrays.copyOf(BYTES, 5 * MIB)); // other disks with the same blocks
        add(b, Arrays.copyOfRange(BYTES, 5 * MIB, BYTES.length));
        Files.delete(packs("a").getFirst());

        var verified = verify(a);
        assertThat(verified.badRecords()).as("the pack and its blocks").isGreaterThan(2);
        assertThat(verified.healedRecords()).isEqualTo(verified.badRecords());
        assertThat(verified.problems()).isEmpty();
        assertThat(read(a, image)).isEqualTo(BYTES);
        assertThat(verify(a).problems()).isEmpty();
    }

    @Test
    void aPackWithADamagedFooterIsWrittenAgainFromItsOwnRecords() throws IOException, InterruptedException {
        var image = add(a, BYTES);
        int before = packs("a").size();
        flip(packs("a").getFirst(), -100);

        var verified = verify(a);
        assertThat(verified.badRecords()).isEqualTo(1);
        assertThat(verified.healedRecords()).isEqualTo(1);
        assertThat(verified.problems()).isEmpty();
        assertThat(packs("a").size()).isGreaterThan(before);
        assertThat(read(a, image)).isEqualTo(BYTES);
        assertThat(verify(a).problems()).isEmpty();

        server.close();
        server = new WholeServer(folder);
        assertThat(verify(a).problems()).isEmpty();
        assertThat(read(a, image)).isEqualTo(BYTES);
    }

    @Test
    void aVerificationThatIsCutGoesOnWhereItWas() throws IOException, InterruptedException {
        for (int i = 0; i < 4; i++) {
            add(a, Domain.content(10 + i, MIB));
        }
        long all = packs("a").stream().mapToLong(VerifyStorageTest::size).sum();
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
            return packs("a").size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStorageIsVerifiedWhileItsGarbageIsCollected() throws IOException, InterruptedException {
        var kept = add(a, BYTES);
        for (int i = 0; i < 4; i++) {
            var garbage = add(a, Domain.content(20 + i, MIB));
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
        assertThat(read(a, kept)).isEqualTo(BYTES);
        assertThat(verify(a).problems()).isEmpty();
    }
}
