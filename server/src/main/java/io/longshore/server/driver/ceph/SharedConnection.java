package io.longshore.server.driver.ceph;

import io.longshore.server.driver.ceph.client.Rados;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.ceph.client.ShutOutException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The connection that all of a storage but its sessions share. Where the cluster has shut it out, a new one takes its place; what was opened over an old one
 * fails, and can be opened again. Thread-safe.
 */
final class SharedConnection implements Supplier<RadosPool>, AutoCloseable {
    private final CephSettings settings;

    /** Opened and not closed, the newest first. Who still uses an old one may be in a call of the library: they are closed with the storage, and seldom many. */
    private final Deque<Line> lines = new ArrayDeque<>();

    private volatile Line newest;

    /** A client of the cluster, and its pool. */
    private record Line(Rados rados, RadosPool pool) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            pool.close();
            rados.close();
        }
    }

    private SharedConnection(CephSettings settings, Line first) {
        this.settings = settings;
        this.newest = first;
        lines.push(first);
    }

    static SharedConnection open(CephSettings settings) throws IOException {
        return new SharedConnection(settings, connect(settings));
    }

    private static Line connect(CephSettings settings) throws IOException {
        var rados = Rados.connect(settings.cluster());
        RadosPool pool = null;
        try {
            pool = rados.pool(settings.pool(), settings.namespace());
            return new Line(rados, pool);
        } finally {
            if (pool == null) {
                rados.close();
            }
        }
    }

    /** The pool, as it is reached now: to be asked for anew for each piece of work. */
    @Override
    public RadosPool get() {
        return newest.pool();
    }

    /** The cluster, as it is reached now. */
    Rados rados() {
        return newest.rados();
    }

    /** Work that may be done twice. */
    interface Work<T> {
        T on(RadosPool pool) throws IOException;
    }

    /** Does the work; once more, over a new connection, where this one is found to be shut out. */
    <T> T call(Work<T> work) throws IOException {
        var used = newest;
        try {
            return work.on(used.pool());
        } catch (ShutOutException _) {
            renew(used);
            return work.on(get());
        }
    }

    private synchronized void renew(Line shutOut) throws IOException {
        if (newest.equals(shutOut)) { // else another has done it
            newest = connect(settings);
            lines.push(newest);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        while (!lines.isEmpty()) {
            lines.pop().close();
        }
    }
}
