package io.longshore.server.storage;

import io.longshore.disk.DiskIdentity;

/** Where something lies on a storage, as people and the original API's callers are told: two parts after the scheme, as their readers expect. */
public final class InstallPath {
    private static final int ROOT_DIGITS = 40;

    private InstallPath() {}

    /** The path of an image or backup on a storage of this kind: {@code ceph://<pool>/<uuid>}, which is an RBD image, or a {@link #zstore} path. */
    static String of(Location location, String uuid, DiskIdentity identity) {
        return location instanceof Location.Ceph ceph ? "ceph://" + ceph.pool() + "/" + uuid : zstore(uuid, identity);
    }

    /** {@code zstore://<image or backup uuid>/<first 40 digits of the root>}. */
    public static String zstore(String uuid, DiskIdentity identity) {
        return "zstore://" + uuid + "/" + identity.root().hex().substring(0, ROOT_DIGITS);
    }
}
