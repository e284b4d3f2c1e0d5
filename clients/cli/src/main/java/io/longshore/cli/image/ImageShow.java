package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import io.longshore.v1.GetImageRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code image show}. */
@Command(name = "show", description = "Tell all about an image.")
public final class ImageShow implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "IMAGE", description = "Its name or uuid.")
    private String image = "";

    public ImageShow(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = GetImageRequest.newBuilder()
                    .setUuid(server.names().image(image))
                    .build();
            var found = server.call(() -> server.connection().images().getImage(request))
                    .getImage();
            invocation
                    .output()
                    .result(
                            Resource.of(found),
                            ImageText.details(found, server.names().storageNames()));
            return 0;
        }
    }
}
