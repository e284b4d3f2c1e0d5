package io.longshore.cli.image;

import io.longshore.cli.command.FileFetcher;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.ReadRequest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code image export}. */
@Command(name = "export", description = "Fetch an image into a file, holes kept, and compare it with what is stored.")
public final class ImageExport implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "Its name or uuid.")
    private String image = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "Where it goes, FILE.part until it is whole.")
    private Path file = Path.of("");

    @Option(
            names = "--storage",
            paramLabel = "STORAGE",
            description = "Read it from this one. Default: any that has it.")
    private @Nullable String storage;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @Option(
            names = "--onto",
            description = "FILE is there, a file or a block device: write onto it what differs, and nothing else.")
    private boolean onto;

    public ImageExport(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var ask = GetImageRequest.newBuilder()
                    .setUuid(server.names().image(image))
                    .build();
            var found = server.call(() -> server.connection().images().getImage(ask))
                    .getImage();
            var source = ReadRequest.newBuilder().setImageUuid(found.getUuid());
            if (storage != null) {
                source.setBackupStorageUuid(server.names().storage(storage));
            }
            var fetcher = new FileFetcher(server, invocation.output());
            var what = "image " + Words.printable(found.getName());
            if (onto) {
                fetcher.fetchOnto(source.build(), file, what, Resource.of(found));
            } else {
                fetcher.fetch(source.build(), file, force, what, Resource.of(found));
            }
            return 0;
        }
    }
}
