package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Pages;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Table;
import io.longshore.cli.output.Words;
import io.longshore.v1.Condition;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListImagesResponse;
import io.longshore.v1.Operator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code image list}. */
@Command(name = "list", description = "List the images, deleted ones too.")
public final class ImageList implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--storage", paramLabel = "STORAGE", description = "Those on this storage alone.")
    private @Nullable String storage;

    public ImageList(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = ListImagesRequest.newBuilder().setPageSize(Pages.SIZE);
            if (storage != null) {
                request.addConditions(Condition.newBuilder()
                        .setField("backup_storage_refs.backup_storage_uuid")
                        .setOp(Operator.OPERATOR_EQ)
                        .addValues(server.names().storage(storage)));
            }
            var images = Pages.all(
                    token -> server.call(() -> server.connection()
                            .images()
                            .listImages(request.setPageToken(token).build())),
                    ListImagesResponse::getImagesList,
                    ListImagesResponse::getNextPageToken);
            var names = server.names().storageNames();
            var table = new Table("NAME", "STATUS", "STATE", "FORMAT", ">SIZE", ">DATA", "ON", "UUID");
            images.forEach(image -> table.row(
                    image.getName(),
                    Words.constant(image.getStatus()),
                    Words.constant(image.getState()),
                    image.getFormat(),
                    Words.bytes(image.getSizeBytes()),
                    Words.bytes(image.getActualSizeBytes()),
                    ImageText.places(image, names),
                    image.getUuid()));
            invocation
                    .output()
                    .list(
                            images.stream().map(Resource::of).toList(),
                            table,
                            "There is no image yet: longshore image add FILE --name NAME --storage STORAGE");
            return 0;
        }
    }
}
