package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.StorageOption;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.ExpungeImageRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code image expunge}. */
@Command(
        name = "expunge",
        description = "Remove a deleted image for good. Its space comes back with `storage reclaim`.")
public final class ImageExpunge implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "IMAGE", description = "Its name or uuid.")
    private String image = "";

    @Mixin
    private final StorageOption storages = new StorageOption();

    public ImageExpunge(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var uuid = server.names().deletedImage(image);
            var request = ExpungeImageRequest.newBuilder()
                    .setUuid(uuid)
                    .addAllBackupStorageUuids(storages.uuids(server.names()))
                    .setRequestId(Uuids.random())
                    .build();
            var answer = server.call(() -> server.connection().images().expungeImage(request));
            var line = answer.hasImage()
                    ? ImageText.line(answer.getImage(), server.names().storageNames())
                    : "image " + image + " is gone for good";
            var resource = Resource.of(uuid).with("task_uuid", answer.getTaskUuid());
            invocation.output().result(answer.hasImage() ? resource.with(answer.getImage()) : resource, List.of(line));
            return 0;
        }
    }
}
