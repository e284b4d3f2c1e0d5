package io.longshore.server.crash;

import io.longshore.server.crash.disk.DiskFaults;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One thing that goes wrong with a disk, at one call of a kind. */
final class ScriptedFault implements DiskFaults {
    private static final String STORAGES = "/simulated/";
    private static final long SLOW_MILLIS = 30;

    /** What goes wrong. */
    enum Kind {
        /** From then on there is no room, until it is mended. */
        FULL,
        /** This call fails. */
        FAILS,
        /** This write takes a part of what it is given, and so do all after it. */
        SHORT,
        /** This call takes long, and so do all after it. */
        SLOW,
        /** This call does not return before it is mended. */
        HANGS;

        boolean concerns(Verb verb) {
            return switch (this) {
                case FULL -> verb == Verb.WRITE || verb == Verb.CREATE;
                case SHORT -> verb == Verb.WRITE;
                case FAILS, SLOW, HANGS -> true;
            };
        }
    }

    private final Kind kind;
    private final Verb verb;
    private final int passing;
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch met = new CountDownLatch(1);
    private final CountDownLatch mended = new CountDownLatch(1);

    /** @param passing how many calls pass before the one that it happens to */
    ScriptedFault(Kind kind, Verb verb, int passing) {
        this.kind = kind;
        this.verb = verb;
        this.passing = passing;
    }

    @Override
    public void before(Verb now, String path) throws IOException {
        if (!path.startsWith(STORAGES) || mended.getCount() == 0) {
            return; // once mended nothing happens any more, also where it never came to it
        }
        boolean first = now == verb && calls.getAndIncrement() == passing;
        if (first) {
            met.countDown();
        }
        boolean on = happens();
        switch (kind) {
            case FULL -> {
                if (on && kind.concerns(now)) {
                    throw new IOException(path + ": No space left on device");
                }
            }
            case FAILS -> {
                if (first) {
                    throw new IOException(path + ": Input/output error");
                }
            }
            case SHORT -> {}
            case SLOW -> {
                if (on) {
                    pause(SLOW_MILLIS);
                }
            }
            case HANGS -> {
                if (first) {
                    pause(TimeUnit.MINUTES.toMillis(5));
                }
            }
        }
    }

    /** As a call to a file system does, it does not hear of interruptions. */
    private void pause(long millis) {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            try {
                if (mended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean happens() {
        return met() && mended.getCount() > 0;
    }

    @Override
    public int writable(int bytes) {
        return kind == Kind.SHORT && happens() ? Math.max(1, bytes / 3) : bytes;
    }

    @Override
    public boolean full() {
        return kind == Kind.FULL && happens();
    }

    /** Whether it has happened. */
    boolean met() {
        return met.getCount() == 0;
    }

    /** Ends it. */
    void mend() {
        mended.countDown();
    }
}
