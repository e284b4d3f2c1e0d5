import io.longshore.client.Longshore;
import io.longshore.client.Operation;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.ListBackupStoragesRequest;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.Step;
import java.nio.file.Path;

/** Adds a disk image to one storage, migrates it to another, and prints the receipt: {@code MigrateImage FILE FROM TO}. */
void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
        IO.println("usage: MigrateImage FILE FROM TO    (FROM and TO are names of storages)");
        System.exit(2);
    }
    var file = Path.of(arguments[0]);
    try (var longshore = Longshore.connect()) {
        var from = storage(longshore, arguments[1]);
        var to = storage(longshore, arguments[2]);

        var upload = CreateUploadRequest.newBuilder().setBackupStorageUuid(from).build();
        var sent = longshore.upload(file, upload, (done, total, _) -> bar("upload", done, total));
        var add = AddImageRequest.newBuilder()
                .setUploadUuid(sent.upload().getUuid())
                .setExpectedRoot(sent.identity().getRoot()) // nothing is made of other bytes than these
                .setName(file.getFileName().toString())
                .build();
        var image = longshore.start(Operation.addImage(add)).result().getImage();
        IO.println("\nimage " + image.getUuid() + " is on " + arguments[1]);

        var migrate = MigrateImageRequest.newBuilder()
                .setImageUuid(image.getUuid())
                .setSourceBackupStorageUuid(from)
                .setDestinationBackupStorageUuid(to)
                .build();
        try (var task = longshore.start(Operation.migrateImage(migrate))) {
            for (var event : task) {
                if (event.hasProgress()) {
                    bar(event.getProgress().getStep());
                } else if (event.hasStateChange() && event.getStateChange().hasStep()) {
                    bar(event.getStateChange().getStep());
                }
            }
            IO.println("\nimage " + image.getUuid() + " is on " + arguments[2] + "\n");
            IO.println(task.result().getReceipt());
        }
    }
}

String storage(Longshore longshore, String name) throws InterruptedException {
    var all = ListBackupStoragesRequest.getDefaultInstance();
    return longshore.call(() -> longshore.storages().listBackupStorages(all)).getBackupStoragesList().stream()
            .filter(storage -> storage.getName().equals(name))
            .map(BackupStorage::getUuid)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("storage: " + name + " (there is none of this name)"));
}

void bar(Step step) {
    bar(step.getName(), step.getBytesDone(), step.getBytesTotal());
}

void bar(String what, long done, long total) {
    int filled = total == 0 ? 0 : (int) (40 * done / total);
    var line = "%-8s [%s%s] %,d of %,d bytes";
    IO.print("\r" + line.formatted(what, "#".repeat(filled), "-".repeat(40 - filled), done, total) + "   ");
}
