package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.StorageOption;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.DeleteImageRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code image delete}. */
@Command(name = "delete", description = "Delete an image so that it can be recovered, until it is expunged.")
public final class ImageDelete implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "IMAGE", description = "Its name or uuid.")
    private String image = "";

    @Mixin
    private final StorageOption storages = new StorageOption();

    public ImageDelete(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = DeleteImageRequest.newBuilder()
                    .setUuid(server.names().image(image))
                    .addAllBackupStorageUuids(storages.uuids(server.names()))
                    .setRequestId(Uuids.random())
                    .build();
            var changed = server.call(() -> server.connection().images().deleteImage(request))
                    .getImage();
            invocation
                    .output()
                    .result(
                            Resource.of(changed),
                            List.of(ImageText.line(changed, server.names().storageNames())));
            return 0;
        }
    }
}
