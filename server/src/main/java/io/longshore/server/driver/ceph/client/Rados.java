package io.longshore.server.driver.ceph.client;

import io.longshore.server.driver.ceph.client.ClusterSettings.Credentials;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection to a cluster, and a client of its own there: what is shut out when another breaks its locks is this connection alone. Pools must be closed
 * before it. Thread-safe.
 */
public final class Rados implements AutoCloseable {
    private final CephLibrary library;
    private final ClusterSettings settings;
    private final MemorySegment cluster;

    private Rados(CephLibrary library, ClusterSettings settings, MemorySegment cluster) {
        this.library = library;
        this.settings = settings;
        this.cluster = cluster;
    }

    /**
     * Connects.
     *
     * @throws io.longshore.server.driver.StorageUnavailableException when no monitor answers in time
     * @throws IOException when the user is refused, an option is unknown, or the library is not there
     */
    public static Rados connect(ClusterSettings settings) throws IOException {
        var library = CephLibrary.load();
        var room = CephLibrary.room();
        var user = CephLibrary.text("client." + settings.user());
        library.call(settings.toString(), "rados_create2", room, CephLibrary.text("ceph"), user, 0L);
        var rados = new Rados(library, settings, CephLibrary.pointerIn(room));
        boolean connected = false;
        try {
            for (var option : options(settings).entrySet()) {
                library.call(
                        "option " + option.getKey(),
                        "rados_conf_set",
                        rados.cluster,
                        CephLibrary.text(option.getKey()),
                        CephLibrary.text(option.getValue()));
            }
            library.call(settings.toString(), "rados_connect", rados.cluster);
            connected = true;
            return rados;
        } finally {
            if (!connected) {
                rados.close();
            }
        }
    }

    private static Map<String, String> options(ClusterSettings settings) {
        var seconds = Long.toString(settings.answerLimit().toSeconds());
        var options = new LinkedHashMap<String, String>();
        options.put("mon_host", settings.monitors());
        switch (settings.credentials()) {
            case Credentials.Key(var secret) -> options.put("key", secret);
            case Credentials.Keyring(var path) -> options.put("keyring", path);
            case Credentials.None() -> options.put("auth_client_required", "none");
        }
        // Without these every call waits for ever.
        options.put("client_mount_timeout", seconds);
        options.put("rados_mon_op_timeout", seconds);
        options.put("rados_osd_op_timeout", seconds);
        options.put("rbd_cache", "false"); // what is told to be written is on the OSDs
        options.put("log_to_stderr", "false");
        options.put("err_to_stderr", "false");
        options.put("log_file", "");
        options.put("admin_socket", "");
        options.putAll(settings.options());
        return options;
    }

    CephLibrary library() {
        return library;
    }

    /** How long to wait for the end of an asynchronous request. */
    public Duration patience() {
        return settings.patience();
    }

    /** The cluster's own id, a uuid as text. */
    public String fsid() throws IOException {
        var room = CephLibrary.memory().allocate(64);
        library.call(settings.toString(), "rados_cluster_fsid", cluster, room, room.byteSize());
        return room.getString(0);
    }

    /**
     * Opens a pool.
     *
     * @param namespace the part of the pool that is meant, made when it is not there; empty for the part that has no name
     */
    public RadosPool pool(String name, String namespace) throws IOException {
        var room = CephLibrary.room();
        library.call("pool " + name, "rados_ioctx_create", cluster, CephLibrary.text(name), room);
        var pool = new RadosPool(this, CephLibrary.pointerIn(room), name, namespace);
        boolean opened = false;
        try {
            pool.enterNamespace();
            opened = true;
            return pool;
        } finally {
            if (!opened) {
                pool.close();
            }
        }
    }

    /** Asks the monitors, in JSON; answers in JSON. */
    public String command(String json) throws IOException {
        var commands = CephLibrary.memory().allocateFrom(ValueLayout.ADDRESS, CephLibrary.text(json));
        var out = CephLibrary.room();
        var outLength = CephLibrary.room();
        var status = CephLibrary.room();
        var statusLength = CephLibrary.room();
        int result = library.tryCall(
                "rados_mon_command",
                cluster,
                commands,
                1L,
                CephLibrary.text(""),
                0L,
                out,
                outLength,
                status,
                statusLength);
        try {
            CephLibrary.checked("command " + json, "rados_mon_command", result);
            long length = outLength.get(ValueLayout.JAVA_LONG, 0);
            var bytes = CephLibrary.bytesAt(CephLibrary.pointerIn(out), length);
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            for (var buffer : new MemorySegment[] {out, status}) {
                if (CephLibrary.pointerIn(buffer).address() != 0) {
                    library.run("rados_buffer_free", CephLibrary.pointerIn(buffer));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        library.runBlocking("rados_shutdown", cluster);
    }
}
