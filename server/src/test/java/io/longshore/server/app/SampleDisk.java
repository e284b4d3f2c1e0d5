package io.longshore.server.app;

import com.google.protobuf.ByteString;
import io.longshore.v1.Chunk;
import io.longshore.v1.ReadResponse;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A disk that is made anew each time it is needed, and never held: one block in four has data, the rest are holes. */
record SampleDisk(long seed, long length) {
    private static final int BLOCK = 1 << 20;

    /** The chunks that an upload sends. */
    Iterable<Chunk> chunks() {
        return () -> new Iterator<>() {
            private long offset;

            @Override
            public boolean hasNext() {
                return offset < length;
            }

            @Override
            public Chunk next() {
                var data = block(offset / BLOCK);
                int size = (int) Math.min(BLOCK, length - offset);
                offset += size;
                return data == null
                        ? Chunk.newBuilder().setZeroRunBytes(size).build()
                        : Chunk.newBuilder()
                                .setData(ByteString.copyFrom(data, 0, size))
                                .build();
            }
        };
    }

    /** Compares what is read with what the disk has, part by part. */
    final class Comparison {
        private long offset;

        /** Takes the next part. */
        void take(ReadResponse part) {
            var chunk = part.getChunk();
            if (chunk.hasZeroRunBytes()) {
                for (long end = offset + chunk.getZeroRunBytes(); offset < end; ) {
                    long step = Math.min(end, (offset / BLOCK + 1) * BLOCK) - offset;
                    check(new byte[(int) step]);
                }
            } else {
                check(chunk.getData().toByteArray());
            }
        }

        private void check(byte[] bytes) {
            for (int done = 0; done < bytes.length; ) {
                int from = (int) (offset % BLOCK);
                int step = Math.min(bytes.length - done, BLOCK - from);
                var block = block(offset / BLOCK);
                var expected = block == null ? new byte[step] : Arrays.copyOfRange(block, from, from + step);
                if (!Arrays.equals(bytes, done, done + step, expected, 0, step)) {
                    throw new AssertionError("bytes differ between " + offset + " and " + (offset + step));
                }
                offset += step;
                done += step;
            }
        }

        /** All of it was there. */
        void end() {
            if (offset != length) {
                throw new AssertionError(offset + " bytes (expected: " + length + ")");
            }
        }
    }

    private byte @Nullable [] block(long index) {
        if (index % 4 != 0 && (index + 1) * BLOCK < length) {
            return null;
        }
        var bytes = new byte[BLOCK];
        new Random(seed * 1_000_003 + index).nextBytes(bytes);
        return bytes;
    }
}
