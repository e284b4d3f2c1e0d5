package io.longshore.client;

import java.io.IOException;
import java.nio.file.Path;

/** Tells where a file has data, so that holes need not be read. */
interface HoleMap extends AutoCloseable {
    /** For files of which nothing is known: there may be data everywhere. */
    HoleMap NONE = new HoleMap() {
        @Override
        public long nextData(long offset, long length) {
            return offset;
        }

        @Override
        public void close() {}
    };

    /** The map of a file, as far as the operating system tells; {@link #NONE} where it does not. */
    static HoleMap of(Path file) {
        return SeekingHoleMap.open(file).map(HoleMap.class::cast).orElse(NONE);
    }

    /** The first offset from {@code offset} on where data may be; {@code length}, the file's, where only a hole follows. */
    long nextData(long offset, long length) throws IOException;

    @Override
    void close();
}
