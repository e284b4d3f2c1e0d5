package io.longshore.client;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code lseek(SEEK_DATA)}, which Java's own files don't offer. The file is opened a second time for it. Linux only: on
 * other systems the constants differ, and reading zeros is slower, not wrong.
 */
final class SeekingHoleMap implements HoleMap {
    private static final int O_RDONLY_CLOEXEC = 0x80000; // O_RDONLY is 0
    private static final int SEEK_DATA = 3; // lseek(2), Linux since 3.1
    private static final int ENXIO = 6; // no data from there on

    private final Calls calls;
    private final int descriptor;

    private SeekingHoleMap(Calls calls, int descriptor) {
        this.calls = calls;
        this.descriptor = descriptor;
    }

    /** Opens a file's map; empty where this system or this file system has none. */
    static Optional<SeekingHoleMap> open(Path file) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        try {
            var calls = Calls.link();
            int descriptor = calls.open(file);
            return descriptor < 0 ? Optional.empty() : Optional.of(new SeekingHoleMap(calls, descriptor));
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty(); // native access is not enabled, or the C library is an unusual one
        }
    }

    @Override
    public long nextData(long offset, long length) throws IOException {
        if (offset >= length) {
            return length;
        }
        long found = calls.seek(descriptor, offset);
        if (found >= 0) {
            return Math.min(found, length);
        }
        return found == -ENXIO ? length : offset; // any other error: it can't tell
    }

    @Override
    public void close() {
        calls.close(descriptor);
    }

    /** The C library's functions. */
    private record Calls(MethodHandle openHandle, MethodHandle seekHandle, MethodHandle closeHandle) {
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

        @SuppressWarnings(
                "restricted") // a wrong signature here could crash the process: see lseek(2), open(2), close(2)
        static Calls link() {
            var linker = Linker.nativeLinker();
            var library = linker.defaultLookup();
            return new Calls(
                    linker.downcallHandle(
                            library.findOrThrow("open"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                            Linker.Option.firstVariadicArg(2)),
                    linker.downcallHandle(
                            library.findOrThrow("lseek"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT),
                            Linker.Option.captureCallState("errno")),
                    linker.downcallHandle(
                            library.findOrThrow("close"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
        }

        int open(Path file) {
            try (var arena = Arena.ofConfined()) {
                var name = arena.allocateFrom(file.toAbsolutePath().toString());
                return (int) openHandle.invokeExact(name, O_RDONLY_CLOEXEC);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        /** The offset found, or the negative error number. */
        long seek(int descriptor, long offset) {
            try (var arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                long found = (long) seekHandle.invokeExact(state, descriptor, offset, SEEK_DATA);
                return found >= 0 ? found : -(int) ERRNO.get(state, 0L);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        void close(int descriptor) {
            try {
                int _ = (int) closeHandle.invokeExact(descriptor);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        private static IllegalStateException unexpected(Throwable e) {
            return new IllegalStateException("a call of the C library failed", e);
        }
    }
}
