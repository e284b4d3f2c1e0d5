package io.longshore.server.driver.ceph.client;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Calls functions of librados and librbd by name. An argument's Java type is its C type: {@code long} for {@code size_t} and 64-bit integers, {@code int},
 * {@code byte}, and a memory segment for every pointer; so each function is always to be called with the same types. Thread-safe.
 */
@SuppressWarnings("restricted") // calling native code is what it is for; nothing else in here does
final class CephLibrary {
    private static final String RADOS = "librados.so.2";
    private static final String RBD = "librbd.so.1";
    private static @Nullable CephLibrary loaded;

    private final SymbolLookup symbols;
    private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("ceph-call-", 0).factory());

    private CephLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /** The libraries of this machine, loaded once. */
    static synchronized CephLibrary load() throws IOException {
        var library = loaded;
        if (library == null) {
            library = new CephLibrary(find(RADOS).or(find(RBD)));
            loaded = library;
        }
        return library;
    }

    static SymbolLookup find(String name) throws IOException {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "Ceph's client library " + name
                            + " can't be loaded (expected: the packages librados2 and librbd1, version 16 or later)",
                    e);
        }
    }

    /** Calls a function that may block and returns an int; throws what a negative one means. {@code what} is what it is about. */
    int call(String what, String function, Object... arguments) throws IOException {
        return checked(what, function, tryCall(function, arguments));
    }

    /** The same, but a negative result is returned. */
    int tryCall(String function, Object... arguments) throws IOException {
        return (int) invoke(function, ValueLayout.JAVA_INT, true, arguments);
    }

    /** Calls a function that only starts something. */
    int start(String function, Object... arguments) throws IOException {
        return (int) invoke(function, ValueLayout.JAVA_INT, false, arguments);
    }

    /** Calls a function that returns a 64-bit integer at once. */
    long number(String function, Object... arguments) throws IOException {
        return (long) invoke(function, ValueLayout.JAVA_LONG, false, arguments);
    }

    /** Calls a function that returns a pointer at once. */
    MemorySegment pointer(String function, Object... arguments) throws IOException {
        return (MemorySegment) invoke(function, ValueLayout.ADDRESS, false, arguments);
    }

    /** Calls a function that returns nothing, at once. */
    void run(String function, Object... arguments) throws IOException {
        var _ = start(function, arguments); // what is left in the register of a result is never looked at
    }

    /** Calls a function that returns nothing and may block. */
    void runBlocking(String function, Object... arguments) throws IOException {
        var _ = tryCall(function, arguments);
    }

    static int checked(String what, String function, int result) throws IOException {
        if (result < 0) {
            throw CephException.of(function, what, result);
        }
        return result;
    }

    private Object invoke(String function, MemoryLayout result, boolean mayBlock, Object... arguments)
            throws IOException {
        var handle = functions.computeIfAbsent(function, name -> link(name, result, arguments));
        if (!mayBlock || !Thread.currentThread().isVirtual()) {
            return invoke(handle, arguments);
        }
        return awaitCall(threads.submit(() -> invoke(handle, arguments)));
    }

    private static Object invoke(MethodHandle handle, Object[] arguments) throws IOException {
        try {
            return handle.invokeExact(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    /** A call that the library has begun can't be stopped: it ends by its own time-out. */
    private static Object awaitCall(Future<Object> call) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private MethodHandle link(String function, MemoryLayout result, Object[] arguments) {
        var address = symbols.find(function)
                .orElseThrow(() -> new IllegalStateException(
                        function + ": not in " + RADOS + " or " + RBD + " (expected: version 16 or later)"));
        var layouts = Arrays.stream(arguments).map(CephLibrary::layout).toArray(MemoryLayout[]::new);
        var handle = Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(result, layouts));
        return handle.asSpreader(Object[].class, layouts.length)
                .asType(java.lang.invoke.MethodType.methodType(Object.class, Object[].class));
    }

    private static MemoryLayout layout(Object argument) {
        return switch (argument) {
            case MemorySegment _ -> ValueLayout.ADDRESS;
            case Long _ -> ValueLayout.JAVA_LONG;
            case Integer _ -> ValueLayout.JAVA_INT;
            case Byte _ -> ValueLayout.JAVA_BYTE;
            default -> throw new IllegalArgumentException("argument: " + argument.getClass());
        };
    }

    /** Memory that lives as long as anything in Java refers to it. */
    static Arena memory() {
        return Arena.ofAuto();
    }

    static MemorySegment text(String text) {
        return memory().allocateFrom(text, StandardCharsets.UTF_8);
    }

    /** Room for a pointer or a 64-bit integer that the library fills in. */
    static MemorySegment room() {
        return memory().allocate(ValueLayout.JAVA_LONG);
    }

    static MemorySegment pointerIn(MemorySegment room) {
        return room.get(ValueLayout.ADDRESS, 0);
    }

    /** Bytes that a pointer of the library's points to, copied. */
    static byte[] bytesAt(MemorySegment pointer, long length) {
        return pointer.reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** A pointer to Java code, for the library to call. */
    static MemorySegment callable(MethodHandle code, FunctionDescriptor type, Arena arena) {
        return Linker.nativeLinker().upcallStub(code, type, arena);
    }

    /** The text that a pointer of the library's points to; empty for none. */
    static String textAt(MemorySegment pointer) {
        return pointer.address() == 0 ? "" : pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
