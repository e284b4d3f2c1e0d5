package io.longshore.server.driver.ceph.client;

import io.longshore.server.driver.StorageUnavailableException;

/** The cluster takes nothing more from this connection: somebody has put it on the cluster's blocklist. Only a new connection helps. */
public final class ShutOutException extends StorageUnavailableException {
    private static final long serialVersionUID = 1L;

    ShutOutException(String message) {
        super(message);
    }
}
