package io.longshore.server.driver.ceph.client;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends of asynchronous requests. The library gets a number to tell, never an object, so nothing of Java's must stay in place for it. */
final class Completions {
    private static final Logger log = LoggerFactory.getLogger(Completions.class);
    private static final Map<Long, Started> UNDER_WAY = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Lives as long as the program: a library's thread may be in it at any time. */
    private static final MemorySegment ENDED = stub();

    private final CephLibrary library;

    Completions(CephLibrary library) {
        this.library = library;
    }

    /** Hears how a request ended: with bytes, or a negative errno. Runs on a thread of librbd's: it must be quick, and neither block nor throw. */
    @FunctionalInterface
    interface Ended {
        void ended(long result);
    }

    /** Starts a request: given the completion, calls the library. */
    @FunctionalInterface
    interface Start {
        int with(MemorySegment completion) throws IOException;
    }

    /** {@code keep} is memory that the library uses until the request has ended. */
    private record Started(CephLibrary library, MemorySegment keep, Ended ended) {}

    /** Starts a request. When this throws, {@code ended} hears nothing. */
    void start(String what, String function, MemorySegment keep, Ended ended, Start start) throws IOException {
        long number = NUMBERS.incrementAndGet();
        var room = CephLibrary.room();
        CephLibrary.checked(
                what,
                "rbd_aio_create_completion",
                library.start("rbd_aio_create_completion", MemorySegment.ofAddress(number), ENDED, room));
        var completion = CephLibrary.pointerIn(room);
        UNDER_WAY.put(number, new Started(library, keep, ended));
        int result = start.with(completion);
        if (result < 0) {
            UNDER_WAY.remove(number);
            library.run("rbd_aio_release", completion);
            throw CephException.of(function, what, result);
        }
    }

    private static MemorySegment stub() {
        try {
            var method = MethodHandles.lookup()
                    .findStatic(
                            Completions.class,
                            "ended",
                            MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class));
            return CephLibrary.callable(
                    method, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS), Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no upcall", e);
        }
    }

    @SuppressWarnings("unused") // the library calls it
    private static void ended(MemorySegment completion, MemorySegment number) {
        try { // what is thrown here ends the process
            var started = UNDER_WAY.remove(number.address());
            if (started != null) {
                long result = started.library.number("rbd_aio_get_return_value", completion);
                started.library.run("rbd_aio_release", completion);
                started.ended.ended(result);
            }
        } catch (Throwable e) {
            log.atError().setCause(e).log("the end of a request to Ceph can't be told");
        }
    }
}
