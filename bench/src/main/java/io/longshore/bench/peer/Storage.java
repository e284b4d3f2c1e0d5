package io.longshore.bench.peer;

import io.longshore.client.DamagedContentException;
import io.longshore.client.Longshore;
import io.longshore.client.Operation;
import io.longshore.client.SentFile;
import io.longshore.client.TransferListener;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.Image;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.Receipt;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.VerifyBackupStorageRequest;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeType;
import io.longshore.v1.VolumeUpload;
import java.io.IOException;
import java.nio.file.Path;

/** One of Longshore's storages, by way of the Java client. */
public record Storage(Longshore client, String uuid) {
    /** Adds a storage. */
    public static Storage add(Longshore client, CreateBackupStorageRequest request) throws InterruptedException {
        var created = client.call(() -> client.storages().createBackupStorage(request));
        return new Storage(client, created.getBackupStorage().getUuid());
    }

    /** Sends a file, of which no MD5 is wanted: when this returns its bytes are durable on the storage. */
    public SentFile upload(Path file) throws IOException, InterruptedException {
        var request = CreateUploadRequest.newBuilder()
                .setBackupStorageUuid(uuid)
                .setOmitMd5(true)
                .build();
        return client.upload(file, request, TransferListener.NONE);
    }

    /** Makes an image of what was sent. */
    public Image image(SentFile sent) throws InterruptedException {
        var request = AddImageRequest.newBuilder()
                .setUploadUuid(sent.upload().getUuid())
                .setName("bench")
                .setFormat("raw");
        try (var task = client.start(Operation.addImage(request.build()))) {
            return task.result().getImage();
        }
    }

    /** Makes a machine's backup, with a single volume, of what was sent. */
    public VmBackup backup(SentFile sent) throws InterruptedException, DamagedContentException {
        var volume = VolumeUpload.newBuilder()
                .setUploadUuid(sent.upload().getUuid())
                .setFormat("raw")
                .setType(VolumeType.VOLUME_TYPE_ROOT);
        var request = CreateVmBackupRequest.newBuilder().setName("bench").addVolumes(volume);
        try (var task = client.start(Operation.createVmBackup(request.build()))) {
            return task.result().getVmBackup();
        }
    }

    /** Copies a machine's backup to another storage, read back there. */
    public Receipt sync(VmBackup group, Storage destination) throws InterruptedException {
        var request = SyncVmBackupRequest.newBuilder()
                .setGroupUuid(group.getGroupUuid())
                .setSourceBackupStorageUuid(uuid)
                .setDestinationBackupStorageUuid(destination.uuid());
        try (var task = client.start(Operation.syncVmBackup(request.build()))) {
            return task.result().getReceipts(0);
        }
    }

    /** Moves an image to another storage, read back there. */
    public Receipt migrate(Image image, Storage destination) throws InterruptedException {
        var request = MigrateImageRequest.newBuilder()
                .setImageUuid(image.getUuid())
                .setSourceBackupStorageUuid(uuid)
                .setDestinationBackupStorageUuid(destination.uuid());
        try (var task = client.start(Operation.migrateImage(request.build()))) {
            return task.result().getReceipt();
        }
    }

    /** Removes what lies in the trash. */
    public void emptyTrash() throws InterruptedException {
        var request = EmptyTrashRequest.newBuilder().setBackupStorageUuid(uuid);
        try (var task = client.start(Operation.emptyTrash(request.build()))) {
            task.result();
        }
    }

    /** Reads all that lies on the storage and compares it with its digests; fails where something is wrong. */
    public String verify() throws InterruptedException {
        var request = VerifyBackupStorageRequest.newBuilder().setUuid(uuid);
        try (var task = client.start(Operation.verifyBackupStorage(request.build()))) {
            var result = task.result();
            if (result.getBadRecords() > 0) {
                throw new IllegalStateException("verified, and found damage: " + result);
            }
            return (result.getReadBytes() >> 20) + " MiB read";
        }
    }

    /** Fetches an image into a file; compares its identity. */
    public void restore(Image image, Path file) throws IOException, InterruptedException {
        var request = ReadRequest.newBuilder().setImageUuid(image.getUuid()).setBackupStorageUuid(uuid);
        client.download(request.build(), file, TransferListener.NONE);
    }
}
