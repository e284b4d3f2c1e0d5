package io.longshore.cli.image;

import io.longshore.cli.command.FileSender;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Server;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.command.UploadOptions;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.client.LongshoreException;
import io.longshore.client.Operation;
import io.longshore.client.SentFile;
import io.longshore.v1.AddImageRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code image add}. */
@Command(name = "add", description = "Send a disk image (qcow2, raw, iso or vmdk) to a storage.")
public final class ImageAdd implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "FILE", description = "The file; holes in it are not sent.")
    private Path file = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What to call the image.")
    private String name = "";

    @Option(names = "--storage", paramLabel = "STORAGE", required = true, description = "Where it goes: name or uuid.")
    private String storage = "";

    @Option(
            names = "--upload",
            paramLabel = "UUID",
            description = "Go on with this upload of the same file, which was interrupted.")
    private @Nullable String upload;

    @Mixin
    private final ImageProperties properties = new ImageProperties();

    @Mixin
    private final UploadOptions uploadOptions = new UploadOptions();

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public ImageAdd(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var storageUuid = server.names().storage(storage);
            var uploadUuid = upload == null ? Uuids.random() : Uuids.require("--upload", upload);
            var sender = new FileSender(server, invocation.output());
            var sent = sender.send(
                    file,
                    "upload",
                    uploadOptions.request(storageUuid, uploadUuid),
                    "Stopped: " + file + " is not sent whole.",
                    "  The same command with --upload " + uploadUuid + " goes on where it stopped.");
            try {
                add(server, sent);
            } catch (LongshoreException e) {
                sender.giveUpAfter(e, List.of(uploadUuid));
                throw e;
            }
            return 0;
        }
    }

    private void add(Server server, SentFile sent) throws IOException, InterruptedException {
        var request = properties.fill(AddImageRequest.newBuilder()
                .setUploadUuid(sent.upload().getUuid())
                .setExpectedRoot(sent.identity().getRoot())
                .setName(name)
                .setRequestId(taskOptions.requestId()));
        var operation = Operation.addImage(request.build());
        var ended = server.run(operation, taskOptions);
        if (ended.isPresent()) {
            var result = ended.get();
            sent.check("image " + result.getImage().getUuid(), result.getImage().getIdentity());
            invocation
                    .output()
                    .result(
                            Resource.of(result.getImage()).with("receipt", result.getReceipt()),
                            ImageText.withReceipt(
                                    result.getImage(),
                                    result.getReceipt(),
                                    server.names().storageNames()));
        }
    }
}
