package io.longshore.server.app.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a storage from its files alone: the golden ones, which {@code docs/zstore.py} wrote and no code of the server. */
class ZstoreCommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/zstore/golden");
    private static final String IMAGE = "00000000000040008000000000000003";
    private static final String BACKUP = "00000000000040008000000000000004";
    private static final String GROUP = "00000000000040008000000000000005";
    private static final long IMAGE_BYTES = 257L * DiskTree.BLOCK_BYTES + 5;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path storage() {
        return folder.resolve("storage");
    }

    @BeforeEach
    void copyGolden() throws IOException {
        try (var files = Files.walk(GOLDEN)) {
            for (var file : files.toList()) {
                Files.copy(file, storage().resolve(GOLDEN.relativize(file).toString()));
            }
        }
    }

    private int run(String... arguments) {
        return OfflineCommands.run(folder, new PrintWriter(out, true), new PrintWriter(err, true), arguments)
                .orElseThrow();
    }

    private Map<String, Digest> files() throws IOException {
        var digests = new TreeMap<String, Digest>();
        try (var files = Files.walk(storage())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                digests.put(file.toString(), Digest.sha256(Files.readAllBytes(file)));
            }
        }
        return digests;
    }

    private Path only(String where) throws IOException {
        try (var files = Files.walk(storage().resolve(where))) {
            return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
    }

    private static void flip(Path file, int index) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[index] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void whatLiesOnAStorageIsListed() throws IOException {
        var before = files();
        assertThat(run("zstore", "ls", storage().toString())).isZero();
        assertThat(out.toString().lines().map(line -> line.split("\t", -1)))
                .satisfiesExactlyInAnyOrder(
                        image -> assertThat(Arrays.asList(image))
                                .startsWith("image", IMAGE)
                                .containsSubsequence("raw", "trash", "golden")
                                .anyMatch(field -> field.startsWith(IMAGE_BYTES + ":e58ea28e")),
                        backup -> assertThat(backup).startsWith("volume-backup", BACKUP),
                        group ->
                                assertThat(group).startsWith("vm-backup", GROUP).contains("1 backups"));
        assertThat(files()).as("nothing was written").isEqualTo(before);
    }

    @Test
    void aWholeStorageIsVerifiedAndExported() throws IOException {
        var before = files();
        assertThat(run("zstore", "verify", storage().toString()))
                .as(out::toString)
                .isZero();
        assertThat(out.toString()).contains("3 manifests").contains("all is well");

        var exported = folder.resolve("exported");
        assertThat(run("zstore", "export", storage().toString(), IMAGE, exported.toString()))
                .as(err::toString)
                .isZero();
        assertThat(exported).hasSize(IMAGE_BYTES);
        assertThat(bytes(exported, DiskTree.BLOCK_BYTES - 1, 2)).containsExactly(7, 0);
        assertThat(bytes(exported, IMAGE_BYTES - 5, 5)).containsExactly("tail!".getBytes(StandardCharsets.US_ASCII));
        assertThat(files()).as("nothing was written").isEqualTo(before);
    }

    private static byte[] bytes(Path file, long offset, int length) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            var bytes = ByteBuffer.allocate(length);
            channel.position(offset);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // reads on
            }
            return bytes.array();
        }
    }

    @Test
    void damageIsToldAndNothingWrongIsExported() throws IOException {
        flip(only("packs"), 130); // in the first record
        assertThat(run("zstore", "verify", storage().toString())).isEqualTo(8);
        assertThat(out.toString()).contains("packs/").contains("problems");

        var exported = folder.resolve("exported");
        var codes = new TreeMap<String, Integer>();
        for (var uuid : new String[] {IMAGE, BACKUP}) {
            codes.put(uuid, run("zstore", "export", storage().toString(), uuid, exported.toString()));
            Files.deleteIfExists(exported);
        }
        assertThat(codes.values())
                .as("whichever of them has the record: %s", err)
                .contains(1);
        assertThat(err.toString()).contains("longshore: ");
    }

    @Test
    void aDamagedManifestHidesNoOther() throws IOException {
        flip(only("manifests/image"), 40);
        assertThat(run("zstore", "ls", storage().toString())).isEqualTo(8);
        assertThat(out.toString()).contains(BACKUP).contains(GROUP);
        assertThat(run("zstore", "verify", storage().toString())).isEqualTo(8);
        assertThat(out.toString()).contains("1 problems");
    }

    @Test
    void whatCanNotBeDoneIsSaid() throws IOException {
        assertThat(run("zstore", "ls", folder.resolve("nowhere").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("not a folder");
        assertThat(run(
                        "zstore",
                        "export",
                        storage().toString(),
                        GROUP,
                        folder.resolve("x").toString()))
                .isEqualTo(1);
        assertThat(run(
                        "zstore",
                        "export",
                        storage().toString(),
                        "no-uuid",
                        folder.resolve("x").toString()))
                .isEqualTo(1);
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(run("zstore")).isEqualTo(2);
        assertThat(OfflineCommands.run(folder, "serve")).isEmpty();
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(storage());
        }
    }
}
