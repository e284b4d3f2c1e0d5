package io.longshore.server.driver.zstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.Group;
import io.longshore.server.driver.Manifest.Member;
import io.longshore.server.driver.Manifest.MemberRole;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The format as it is on disks of users. The golden files were written by {@code docs/zstore.py make}, which shares no
 * code with the server; they are never written anew for version 1 of the format.
 */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/zstore/golden");
    private static final Path SECOND_IMPLEMENTATION = Path.of("../docs/zstore.py");
    private static final UUID STORAGE = UUID.fromString("5a5a5a5a-0000-4000-8000-00000000005a");
    private static final UUID DEPLOYMENT = new UUID(0x4000, 0x8000_0000_0000_0001L);
    private static final UUID TASK = new UUID(0x4000, 0x8000_0000_0000_0002L);
    private static final UUID IMAGE = new UUID(0x4000, 0x8000_0000_0000_0003L);
    private static final UUID BACKUP = new UUID(0x4000, 0x8000_0000_0000_0004L);
    private static final UUID GROUP = new UUID(0x4000, 0x8000_0000_0000_0005L);
    private static final UUID VOLUME = new UUID(0x4000, 0x8000_0000_0000_0006L);
    private static final UUID VM = new UUID(0x4000, 0x8000_0000_0000_0007L);
    private static final Instant NOON = Instant.ofEpochSecond(1_795_262_400);

    private static final Provenance PROVENANCE = new Provenance(
            TASK, DEPLOYMENT, "AddImage", NOON, NOON, Optional.empty(), Optional.empty(), Optional.empty());
    private static final DiskIdentity CONTENT = new DiskIdentity(
            257L * DiskTree.BLOCK_BYTES + 5,
            Digest.parse("e58ea28ef5461240bf6fb869155c0d39105db5ad83511a8a70ce64d5152c6189"));
    private static final DiskIdentity SMALL = new DiskIdentity(
            4L * DiskTree.BLOCK_BYTES,
            Digest.parse("a16bbebcf663b73ff925c93ae30d8cbe9eb96e4851b26a714e757c69a166af3e"));

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    @Test
    void manifestsSayWhatWasWritten() throws Exception {
        try (var driver = openGolden(DEPLOYMENT)) {
            var imageKey = only(driver, ManifestKind.IMAGE, IMAGE);
            assertThat(driver.manifest(imageKey))
                    .contains(new Manifest(
                            imageKey,
                            new StoredDisk(
                                    CONTENT,
                                    "raw",
                                    Optional.of(CONTENT),
                                    Optional.of("000102030405060708090a0b0c0d0e0f"),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()),
                            PROVENANCE));
            var backupKey = only(driver, ManifestKind.VOLUME_BACKUP, BACKUP);
            assertThat(driver.manifest(backupKey))
                    .contains(new Manifest(
                            backupKey,
                            new StoredDisk(
                                    SMALL,
                                    "qcow2",
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(VOLUME),
                                    Optional.of(VM),
                                    Optional.of(GROUP)),
                            PROVENANCE));
            var groupKey = only(driver, ManifestKind.VM_BACKUP, GROUP);
            assertThat(driver.manifest(groupKey))
                    .contains(new Manifest(
                            groupKey,
                            new Group(Optional.of(VM), List.of(new Member(BACKUP, backupKey.id(), MemberRole.ROOT, 0))),
                            PROVENANCE));
            assertThat(driver.tombstones()).containsExactly(new Tombstone(imageKey, TASK, NOON, "MIGRATED"));
            assertThat(driver.note(ManifestKind.IMAGE, IMAGE))
                    .contains(new Note(ManifestKind.IMAGE, IMAGE, 12, "golden", "made by hand", List.of("a", "b")));
        }
    }

    @Test
    void disksReadAsTheyWereWritten() throws Exception {
        try (var driver = openGolden(DEPLOYMENT);
                var reader = driver.open(CONTENT);
                var small = driver.open(SMALL)) {
            var sevens = read(reader, 0, DiskTree.BLOCK_BYTES + 1);
            assertThat(sevens[DiskTree.BLOCK_BYTES - 1]).isEqualTo((byte) 7);
            assertThat(sevens[DiskTree.BLOCK_BYTES]).isZero();
            assertThat(new String(read(reader, 3L * DiskTree.BLOCK_BYTES, 900), StandardCharsets.US_ASCII))
                    .isEqualTo("The quick brown fox jumps over the lazy dog. ".repeat(20));
            assertThat(new String(read(reader, CONTENT.lengthBytes() - 5, 5), StandardCharsets.US_ASCII))
                    .isEqualTo("tail!");
            assertThat(read(small, DiskTree.BLOCK_BYTES, 1)).containsExactly(7);
            assertThat(driver.check().warnings()).isEmpty();
        }
    }

    @Test
    void anotherDeploymentMayOnlyRead() throws Exception {
        var before = digests(GOLDEN);
        try (var driver = open(GOLDEN, UUID.randomUUID())) {
            assertThat(driver.has(CONTENT)).isTrue();
            assertThat(driver.check().writable()).isFalse();
        }
        assertThat(digests(GOLDEN)).isEqualTo(before);
    }

    @Test
    void openingAStorageOfTheFirstReleaseAsItsOwnerRewritesNothing() throws Exception {
        try (var driver = openGolden(DEPLOYMENT)) {
            assertThat(driver.check().writable()).isTrue();
        }
        var after = digests(folder.resolve("copy"));
        after.remove(FileBlobStore.RESERVE); // room that is kept back
        assertThat(after).isEqualTo(digests(GOLDEN));
    }

    @Test
    void theSecondImplementationWritesTheSameFiles() throws Exception {
        run("make", folder.resolve("made").toString());
        assertThat(digests(folder.resolve("made"))).isEqualTo(digests(GOLDEN));
    }

    @Test
    void theSecondImplementationReadsWhatTheServerWrites() throws Exception {
        var place = Files.createDirectory(folder.resolve("storage"));
        var settings = new ZstoreSettings(DEPLOYMENT, "test", folder.resolve("cache"));
        var zstore = new Zstore(new FileBlobStore(place), settings, new MemoryEpochs(), codec, InstantSource.system());
        var disk = TestDisk.random(1, 3).with(4, 9);
        var key = ManifestKey.random(ManifestKind.IMAGE, IMAGE);
        try (var driver = zstore.create(STORAGE);
                var session = driver.startWriting(WriteRequest.of(TASK), WriteListener.NONE)) {
            disk.writeTo(session.openDisk(IMAGE, disk.lengthBytes), codec);
            session.publish(new Manifest(key, StoredDisk.of(disk.identity(), "raw"), PROVENANCE));
            driver.putTombstone(new Tombstone(key, TASK, NOON, "DELETED"));
            driver.putNote(new Note(ManifestKind.IMAGE, IMAGE, 1, "n", "d", List.of("t")));
        }
        assertThat(run("verify", place.toString())).isEqualTo("1 disks, 4 blocks, 1 nodes: whole\n");
        var exported = folder.resolve("disk.raw");
        run("export", place.toString(), "image", "00000000000040008000000000000003", exported.toString());
        assertThat(exported).hasBinaryContent(disk.bytes());
    }

    private StorageDriver openGolden(UUID deployment) throws IOException {
        var copy = folder.resolve("copy");
        contents(GOLDEN).forEach((path, bytes) -> {
            try {
                var file = copy.resolve(path);
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return open(copy, deployment);
    }

    private StorageDriver open(Path place, UUID deployment) throws IOException {
        var epochs = new MemoryEpochs();
        epochs.set(1);
        var settings = new ZstoreSettings(deployment, "test", folder.resolve("cache"));
        return new Zstore(new FileBlobStore(place), settings, epochs, codec, InstantSource.system()).open(STORAGE);
    }

    private static ManifestKey only(StorageDriver driver, ManifestKind kind, UUID uuid) throws IOException {
        var keys = driver.manifests(kind);
        assertThat(keys).hasSize(1).allSatisfy(key -> assertThat(key.uuid()).isEqualTo(uuid));
        return keys.getFirst();
    }

    private static byte[] read(DiskReader reader, long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        reader.read(offset, bytes);
        return bytes.array();
    }

    private static Map<String, byte[]> contents(Path root) throws IOException {
        var contents = new TreeMap<String, byte[]>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                contents.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static Map<String, Digest> digests(Path root) throws IOException {
        var digests = new TreeMap<String, Digest>();
        contents(root).forEach((path, bytes) -> digests.put(path, Digest.sha256(bytes)));
        return digests;
    }

    private static String run(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("python3", SECOND_IMPLEMENTATION.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        }
    }
}
