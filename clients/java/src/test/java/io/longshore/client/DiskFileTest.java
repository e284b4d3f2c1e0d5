package io.longshore.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskFileTest {
    private static final int SECTOR = 4096;
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void piecesOfAnyLengthLieWhereTheyWereWritten(long seed) throws Exception {
        var random = new Random(seed);
        var path = folder.resolve("disk");
        Files.write(path, new byte[9 * MIB]); // what was there before is gone
        var content = new byte[6 * MIB + random.nextInt(MIB)];
        try (var file = DiskFile.create(path)) {
            for (int at = 0; at < content.length; ) {
                int length = Math.min(length(random), content.length - at);
                if (random.nextInt(3) > 0) {
                    var piece = new byte[length];
                    random.nextBytes(piece);
                    System.arraycopy(piece, 0, content, at, length);
                    file.write(at, ByteBuffer.wrap(content).slice(at, length));
                }
                at += length;
            }
            file.extend(content.length);
            file.force();
        }
        assertThat(path).hasBinaryContent(content);
    }

    /** Half of them whole sectors, which go past the page cache while what lies beside them does not. */
    private static int length(Random random) {
        int length = random.nextInt(3 * MIB / 2) + 1;
        return random.nextBoolean() ? length : (length / SECTOR + 1) * SECTOR;
    }

    @Test
    void aBufferMayBeWrittenTwice() throws Exception {
        var bytes = ByteBuffer.wrap(new byte[SECTOR]).put(7, (byte) 1);
        var path = folder.resolve("disk");
        try (var file = DiskFile.create(path)) {
            file.write(0, bytes);
            file.write(SECTOR, bytes.slice(7, 1));
            file.write(SECTOR + 1, bytes);
        }
        assertThat(Files.readAllBytes(path)).hasSize(2 * SECTOR + 1).matches(all -> all[7] == 1 && all[SECTOR] == 1);
    }

    @Test
    void whereNothingWasWrittenIsNoRoomTaken() throws IOException {
        var path = folder.resolve("disk");
        try (var file = DiskFile.create(path)) {
            file.extend(1L << 40);
        }
        assertThat(path).hasSize(1L << 40);
    }
}
