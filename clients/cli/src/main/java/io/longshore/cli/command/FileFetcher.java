package io.longshore.cli.command;

import io.longshore.cli.client.Downloads;
import io.longshore.cli.client.Downloads.FetchedFile;
import io.longshore.cli.client.ServerFailure;
import io.longshore.cli.output.Output;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.cli.progress.TransferProgress;
import io.longshore.v1.ReadRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Fetches images and backups into files, with a step on the progress view and the result in words. */
public final class FileFetcher {
    private final Server server;
    private final Output output;

    public FileFetcher(Server server, Output output) {
        this.server = server;
        this.output = output;
    }

    /**
     * Fetches into a file and shows what came.
     *
     * @param what the image or backup, as people read it
     * @param resource the image or backup, as programs read it
     */
    public void fetch(ReadRequest source, Path file, boolean replace, String what, Resource resource)
            throws IOException, ServerFailure, InterruptedException {
        long begun = System.nanoTime();
        var progress = new TransferProgress(server.view(), "fetch", System::nanoTime);
        FetchedFile fetched;
        try {
            fetched = new Downloads(server.connection()).fetch(source, file, replace, progress);
            progress.ended(fetched.identity().lengthBytes(), fetched.zeroBytes());
        } finally {
            server.view().close();
        }
        var took = Duration.ofNanos(System.nanoTime() - begun);
        long length = fetched.identity().lengthBytes();
        var root = fetched.identity().root().hex();
        output.result(
                resource.with("file", file.toAbsolutePath().toString())
                        .with("file_bytes", length)
                        .with("file_root", root),
                List.of(
                        what + " is in " + file + ": " + fetched.format() + ", " + Words.bytes(length) + " ("
                                + Words.bytes(fetched.zeroBytes()) + " of it holes)",
                        "  verified: the whole file equals what is stored; root " + root.substring(0, 12) + "…",
                        "  took " + Words.duration(took) + ", "
                                + Words.rate(Words.perSecond(length - fetched.zeroBytes(), took))));
    }
}
