package io.longshore.disk.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Files past the page cache (O_DIRECT), where a platform and a file system can. */
public final class Direct {
    /** What positions, lengths and memory must be multiples of. */
    public static final int ALIGNMENT_BYTES = 4096;

    /** By its name: the compiler has a warning for this option that nothing silences. */
    private static final Optional<OpenOption> OPTION = find();

    private Direct() {}

    /** What opens a file so; empty on a Java platform without it. */
    public static Optional<OpenOption> option() {
        return OPTION;
    }

    /** Whether pieces of {@link #ALIGNMENT_BYTES} may be written: a share may ask for far larger ones. */
    public static boolean fits(Path folder) throws IOException {
        try {
            long block = Files.getFileStore(folder).getBlockSize();
            return block > 0 && ALIGNMENT_BYTES % block == 0;
        } catch (UnsupportedOperationException _) {
            return false;
        }
    }

    /** Memory for such pieces, outside the heap. */
    public static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes + ALIGNMENT_BYTES)
                .alignedSlice(ALIGNMENT_BYTES)
                .slice(0, bytes);
    }

    private static Optional<OpenOption> find() {
        try {
            return Arrays.stream(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(constant -> constant.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException _) {
            return Optional.empty();
        }
    }
}
