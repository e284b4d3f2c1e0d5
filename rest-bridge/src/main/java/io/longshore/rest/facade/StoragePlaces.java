package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.BackupStorageInventory;
import io.longshore.rest.zstack.v1.CephBackupStorageMonInventory;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageStatus;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CephPool;
import io.longshore.v1.S3Location;
import java.util.List;

/**
 * Where storages lie, as the original's inventories have it: an image store or an SFTP storage is a folder of a host that somebody logs in to, a Ceph
 * storage a pool with its monitors. A bucket, which the original does not know, is shown as an image store with the bucket's URL.
 */
final class StoragePlaces {
    static final String IMAGE_STORE = "ImageStoreBackupStorage";
    static final String SFTP = "SftpBackupStorage";
    static final String CEPH = "Ceph";

    /** All types, in the order in which the original names them. */
    static final List<String> TYPES = List.of(IMAGE_STORE, CEPH, SFTP);

    /** Kept with a storage that was added as the original's SFTP storage: what it is made of does not tell it from an image store. */
    static final String SFTP_TAG = "longshore::backupStorageType::" + SFTP;

    /** Nobody logs in to the server's own machine. */
    private static final String HERE = "127.0.0.1";

    private static final String USERNAME = "longshore";
    private static final long SSH_PORT = 22;
    private static final long MONITOR_PORT = 6789;

    private StoragePlaces() {}

    /** An inventory that says where a storage lies, and nothing else yet. */
    static BackupStorageInventory.Builder inventory(BackupStorage storage) {
        var inventory = BackupStorageInventory.newBuilder().setType(type(storage));
        return switch (storage.getLocationCase()) {
            case FILE ->
                host(inventory, HERE, USERNAME, SSH_PORT)
                        .setUrl(storage.getFile().getPath());
            case SFTP -> {
                var sftp = storage.getSftp();
                yield host(inventory, sftp.getHost(), sftp.getUser(), sftp.getPort())
                        .setUrl(sftp.getPath());
            }
            case S3 -> inventory.setUrl(url(storage.getS3()));
            case CEPH -> pool(inventory, storage, storage.getCeph());
            case LOCATION_NOT_SET -> inventory;
        };
    }

    static String type(BackupStorage storage) {
        if (storage.hasCeph()) {
            return CEPH;
        }
        return storage.getSystemTagsList().contains(SFTP_TAG) ? SFTP : IMAGE_STORE;
    }

    private static BackupStorageInventory.Builder host(
            BackupStorageInventory.Builder inventory, String hostname, String username, long port) {
        return inventory.setHostname(hostname).setUsername(username).setSshPort(port);
    }

    private static String url(S3Location s3) {
        var bucket = s3.getEndpoint().isEmpty() ? "s3://" + s3.getBucket() : s3.getEndpoint() + "/" + s3.getBucket();
        return s3.getPrefix().isEmpty() ? bucket : bucket + "/" + s3.getPrefix();
    }

    private static BackupStorageInventory.Builder pool(
            BackupStorageInventory.Builder inventory, BackupStorage storage, CephLocation ceph) {
        boolean connected = storage.getStatus() == BackupStorageStatus.BACKUP_STORAGE_STATUS_CONNECTED;
        for (var monitor : ceph.getMonitorsList()) {
            inventory.addMons(CephBackupStorageMonInventory.newBuilder()
                    .setHostname(host(monitor))
                    .setMonAddr(host(monitor))
                    .setMonPort(port(monitor))
                    .setStatus(connected ? "Connected" : "Disconnected")
                    .setBackupStorageUuid(storage.getUuid()));
        }
        if (!ceph.getFsid().isEmpty()) {
            inventory.setFsid(ceph.getFsid());
        }
        if (ceph.hasPoolFigures()) {
            figures(inventory, ceph.getPoolFigures());
        }
        return inventory.setUrl("ceph://" + ceph.getPool()).setPoolName(ceph.getPool());
    }

    /** Of the whole pool, other users' data included, as the cluster has it. */
    private static void figures(BackupStorageInventory.Builder inventory, CephPool pool) {
        inventory.setPoolAvailableCapacity(pool.getAvailableBytes()).setPoolUsedCapacity(pool.getUsedBytes());
        if (pool.getReplicas() > 0) {
            inventory.setPoolReplicatedSize(pool.getReplicas()).setPoolDiskUtilization(1.0 / pool.getReplicas());
        }
    }

    private static String host(String monitor) {
        int colon = monitor.lastIndexOf(':');
        return colon < 0 || monitor.endsWith("]") ? monitor : monitor.substring(0, colon);
    }

    private static long port(String monitor) {
        var host = host(monitor);
        return host.length() == monitor.length() ? MONITOR_PORT : Long.parseLong(monitor.substring(host.length() + 1));
    }
}
