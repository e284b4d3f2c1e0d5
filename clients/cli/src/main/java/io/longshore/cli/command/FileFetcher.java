package io.longshore.cli.command;

import io.longshore.cli.output.Output;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.cli.progress.TransferProgress;
import io.longshore.client.FetchedFile;
import io.longshore.client.OverwrittenFile;
import io.longshore.v1.ReadRequest;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        var progress = new TransferProgress(server.view(), "fetch", System::nanoTime);
        FetchedFile fetched;
        try {
            var options = replace ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING} : new CopyOption[0];
            fetched = server.connection().download(source, file, progress, options);
            progress.ended(fetched.identity().getLengthBytes(), fetched.zeroBytes());
        } finally {
            server.view().close();
        }
        var took = Duration.ofNanos(System.nanoTime() - begun);
        long length = fetched.identity().getLengthBytes();
        var root = fetched.identity().getRoot();
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

    /** Writes onto a file or device that is there what differs, and shows what that was. */
    public void fetchOnto(ReadRequest source, Path target, String what, Resource resource)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        var progress = new TransferProgress(server.view(), "compare", System::nanoTime);
        OverwrittenFile done;
        try {
            done = server.connection().downloadOnto(source, target, progress);
            long length = done.identity().getLengthBytes();
            progress.ended(length, length - done.writtenBytes());
        } finally {
            server.view().close();
        }
        var took = Duration.ofNanos(System.nanoTime() - begun);
        long length = done.identity().getLengthBytes();
        var root = done.identity().getRoot();
        output.result(
                resource.with("file", target.toAbsolutePath().toString())
                        .with("file_bytes", length)
                        .with("file_root", root)
                        .with("written_bytes", done.writtenBytes())
                        .with("fetched_bytes", done.fetchedBytes()),
                List.of(
                        what + " is on " + target + ": " + done.format() + ", " + Words.bytes(length) + ", of which "
                                + Words.bytes(done.writtenBytes()) + " differed and were written",
                        "  verified: every block equals what is stored, those that were written were read back; root "
                                + root.substring(0, 12) + "…",
                        "  took " + Words.duration(took)));
    }
}
