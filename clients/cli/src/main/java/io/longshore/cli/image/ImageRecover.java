package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.StorageOption;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.RecoverImageRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code image recover}. */
@Command(name = "recover", description = "Take the deletion of an image back.")
public final class ImageRecover implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "IMAGE", description = "Its name or uuid.")
    private String image = "";

    @Mixin
    private final StorageOption storages = new StorageOption();

    public ImageRecover(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = RecoverImageRequest.newBuilder()
                    .setUuid(server.names().deletedImage(image))
                    .addAllBackupStorageUuids(storages.uuids(server.names()))
                    .setRequestId(Uuids.random())
                    .build();
            var changed = server.call(() -> server.connection().images().recoverImage(request))
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
