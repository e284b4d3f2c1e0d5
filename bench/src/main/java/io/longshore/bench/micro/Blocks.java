package io.longshore.bench.micro;

import io.longshore.disk.Digest;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.EncodedBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What is done with each block that comes in or goes out. */
@State(Scope.Thread)
public class Blocks {
    private final BlockCodec codec = new BlockCodec();
    private final BlockBuffers buffers = new BlockBuffers(2);
    private final ByteBuffer software = Content.software();
    private final ByteBuffer random = Content.random();
    private final ByteBuffer zeros = Content.zeros();
    private final ByteBuffer target = Content.zeros();
    private final Digest softwareDigest = codec.digest(software);
    private final Digest randomDigest = codec.digest(random);
    private final EncodedBlock stored = codec.encode(softwareDigest, filled(software));

    /** SHA-256 of a block. */
    @Benchmark
    public Digest hash() {
        return codec.digest(software);
    }

    /** A block of zeros, which is looked through to its end. */
    @Benchmark
    public boolean findZeros() {
        return BlockCodec.isZeros(zeros);
    }

    /** The checksum of a message or record. */
    @Benchmark
    public long checksum() {
        var crc = new CRC32C();
        crc.update(software.duplicate());
        return crc.getValue();
    }

    /** From one buffer to another: what the encoding rows begin with. */
    @Benchmark
    public ByteBuffer copy() {
        return target.clear().put(software.duplicate());
    }

    /** Compresses, decodes, compares. */
    @Benchmark
    public int encodeSoftware() {
        try (var block = codec.encode(softwareDigest, filled(software))) {
            return block.storedBytes();
        }
    }

    /** Finds that compressing does not pay. */
    @Benchmark
    public int encodeRandom() {
        try (var block = codec.encode(randomDigest, filled(random))) {
            return block.storedBytes();
        }
    }

    /** Decompresses, hashes and compares, as at each read. */
    @Benchmark
    public ByteBuffer decode() throws IOException {
        target.clear();
        codec.decode(softwareDigest, stored.compression(), stored.stored(), stored.plainBytes(), target);
        return target;
    }

    private BlockBuffer filled(ByteBuffer content) {
        var buffer = buffers.takeUninterruptibly();
        buffer.bytes().put(content.duplicate()).flip();
        return buffer;
    }
}
