package io.longshore.cli.command;

import io.longshore.cli.client.ServerFailure;
import io.longshore.cli.client.Uploads;
import io.longshore.cli.client.Uploads.SentFile;
import io.longshore.cli.output.Output;
import io.longshore.cli.progress.TransferProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Sends files as uploads, with a step for each on the progress view. */
public final class FileSender {
    private final Server server;
    private final Output output;

    public FileSender(Server server, Output output) {
        this.server = server;
        this.output = output;
    }

    /**
     * Sends a file.
     *
     * @param step what the step is called
     * @param uploadUuid the upload's uuid; that of an unfinished upload goes on with it
     */
    public SentFile send(Path file, String step, String storageUuid, String uploadUuid)
            throws IOException, ServerFailure, InterruptedException {
        server.ifInterrupted(
                "Stopped: " + file + " is not sent whole.",
                "  The same command with --upload " + uploadUuid + " goes on where it stopped.");
        var skipped = new AtomicLong();
        var progress = new TransferProgress(server.view(), step, System::nanoTime);
        try {
            var sent = new Uploads(server.connection())
                    .send(file, storageUuid, uploadUuid, output::event, (done, total, zeros) -> {
                        skipped.set(zeros);
                        progress.moved(done, total, zeros);
                    });
            progress.ended(sent.identity().lengthBytes(), skipped.get());
            output.event(sent.upload());
            return sent;
        } finally {
            server.view().close();
            server.ifInterrupted();
        }
    }
}
