package io.longshore.server.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCodecTest {
    private static final byte[] TEXT =
            "a line of a log\n".repeat(DiskTree.BLOCK_BYTES / 16).getBytes(StandardCharsets.US_ASCII);

    private final BlockCodec codec = new BlockCodec();
    private final BlockBuffers buffers = new BlockBuffers(2);
    private final Random random = new Random(1);

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    @Test
    void whatCannotBeCompressedStaysAsItIs() throws IOException {
        for (int i = 0; i < 3; i++) {
            check(noise(), Compression.NONE);
        }
    }

    @Test
    void whatCanIsCompressedWhateverCameBefore() throws IOException {
        check(noise(), Compression.NONE);
        check(TEXT, Compression.ZSTD);
        check(noise(), Compression.NONE);
        var mixed = noise();
        System.arraycopy(TEXT, 0, mixed, 500_000, 200_000);
        check(mixed, Compression.ZSTD);
    }

    @ParameterizedTest(name = "{0} bytes from {1} on, of {2}")
    @CsvSource({
        "1048576, 0, 1048576",
        "1048576, 0, 700001",
        "700001, 0, 700001",
        "700000, 0, 700001",
        "9, 700000, 700001"
    })
    void aRangeIsWhatTheBlockHasThere(int length, int from, int stored) throws IOException {
        for (var plain : new byte[][] {TEXT.clone(), noise()}) {
            Arrays.fill(plain, stored, plain.length, (byte) 0);
            try (var block = encoded(plain)) {
                for (var target : new ByteBuffer[] {ByteBuffer.allocate(length), ByteBuffer.allocateDirect(length)}) {
                    codec.decodeRange(
                            block.digest(),
                            block.compression(),
                            block.stored(),
                            block.plainBytes(),
                            from,
                            length,
                            target);
                    assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(plain, from, length));
                }
            }
        }
    }

    @ParameterizedTest(name = "outside the heap: {0}")
    @ValueSource(booleans = {true, false})
    void whatIsNotTheBlockAskedForIsRefused(boolean direct) {
        var target = direct ? ByteBuffer.allocateDirect(TEXT.length) : ByteBuffer.allocate(TEXT.length);
        try (var block = encoded(TEXT)) {
            assertThatThrownBy(() -> codec.decode(
                            new Digest(1, 2, 3, 4), block.compression(), block.stored(), block.plainBytes(), target))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("expected: " + new Digest(1, 2, 3, 4));
            assertThat(target.position()).isZero();
            assertThatThrownBy(() -> codec.decode(
                            block.digest(), block.compression(), block.stored(), block.plainBytes() - 1, target))
                    .isInstanceOf(IOException.class);
            assertThat(target.position()).isZero();
        }
    }

    private void check(byte[] plain, Compression expected) throws IOException {
        try (var block = encoded(plain)) {
            assertThat(block.compression()).isEqualTo(expected);
            var target = ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES);
            codec.decode(block.digest(), block.compression(), block.stored(), block.plainBytes(), target);
            assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(plain));
        }
    }

    private EncodedBlock encoded(byte[] plain) {
        var buffer = buffers.takeUninterruptibly();
        buffer.bytes().put(plain).flip();
        return codec.encode(buffer);
    }

    private byte[] noise() {
        var bytes = new byte[DiskTree.BLOCK_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
