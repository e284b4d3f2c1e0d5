package io.longshore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFileTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void aTebibyteOfHolesIsOnePiece() throws IOException {
        var path = folder.resolve("sparse");
        try (var channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), (1L << 40) - 1);
        }
        try (var file = LocalFile.open(path)) {
            assertThat(file.pieceAt(0)).isEqualTo(new LocalFile.Piece.Zeros((1L << 40) - MIB));
            assertThat(file.pieceAt((1L << 40) - MIB))
                    .isInstanceOfSatisfying(
                            LocalFile.Piece.Data.class,
                            data -> assertThat(data.length()).isEqualTo(MIB));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void thePiecesTogetherAreTheFileWhereverOneBegins(long seed) throws IOException {
        var random = new Random(seed);
        var path = folder.resolve("file");
        var content = new byte[random.nextInt(6 * MIB) + 1];
        try (var channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 4; i++) {
                var run = new byte[random.nextInt(MIB)];
                random.nextBytes(run);
                int at = random.nextInt(content.length);
                int length = Math.min(run.length, content.length - at);
                System.arraycopy(run, 0, content, at, length);
                channel.write(ByteBuffer.wrap(content, at, length), at);
            }
            channel.write(ByteBuffer.wrap(content, content.length - 1, 1), content.length - 1);
        }
        try (var file = LocalFile.open(path)) {
            int start = random.nextInt(content.length);
            var read = Arrays.copyOf(content, start);
            read = Arrays.copyOf(read, content.length);
            for (long at = start; at < content.length; ) {
                var piece = file.pieceAt(at);
                if (piece instanceof LocalFile.Piece.Data data) {
                    data.bytes().get(read, (int) at, (int) data.length());
                    assertThat(at / MIB).isEqualTo((at + data.length() - 1) / MIB);
                }
                at += piece.length();
            }
            assertThat(read).isEqualTo(content);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theIdentityIsTheSameInWhateverPiecesTheBytesCome(long seed) throws Exception {
        var random = new Random(seed);
        var content = new byte[random.nextInt(5 * MIB) + 1];
        random.nextBytes(content);
        Arrays.fill(content, content.length / 4, content.length / 2, (byte) 0);
        var digest = new ContentDigest();
        for (int at = 0; at < content.length; ) {
            int end = Math.min(content.length, at + random.nextInt(2 * MIB) + 1);
            if (at >= content.length / 4 && end <= content.length / 2) {
                digest.addZeros(end - at);
            } else {
                digest.add(ByteBuffer.wrap(content, at, end - at));
            }
            at = end;
        }
        var tree = new TreeBuilder(_ -> {});
        for (int at = 0; at < content.length; at += DiskTree.BLOCK_BYTES) {
            tree.add(Digest.sha256(Arrays.copyOfRange(content, at, at + DiskTree.BLOCK_BYTES)));
        }
        assertThat(digest.finish()).isEqualTo(tree.finish(content.length));
    }

    @Test
    void aFileThatChangesWhileItIsSentIsRefused() throws IOException {
        var path = Files.write(folder.resolve("busy"), new byte[MIB]);
        try (var file = LocalFile.open(path)) {
            file.checkUnchanged();
            Files.write(path, new byte[2], StandardOpenOption.APPEND);
            assertThatThrownBy(file::checkUnchanged)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("changed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:50051", "host.example", "[::1]:1", "https://host:443", "localhost:65535/"})
    void addressesAreRead(String text) {
        var address = ServerAddress.parse(text);
        assertThat(ServerAddress.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::1", "host:port", "host:0", "host:70000", "ftp://host", "a b:1:2"})
    void otherAddressesAreRefused(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
