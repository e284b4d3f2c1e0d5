package io.longshore.cli.command;

import io.grpc.Status;
import io.longshore.cli.client.ServerFailure;
import io.longshore.cli.client.Uploads;
import io.longshore.cli.client.Uploads.SentFile;
import io.longshore.cli.output.Output;
import io.longshore.cli.progress.TransferProgress;
import io.longshore.v1.DeleteUploadRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
     * @param ifInterrupted what is said where Ctrl-C ends it
     */
    public SentFile send(Path file, String step, String storageUuid, String uploadUuid, String... ifInterrupted)
            throws IOException, ServerFailure, InterruptedException {
        server.ifInterrupted(ifInterrupted);
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
        } catch (IOException e) {
            giveUp(uploadUuid);
            throw e;
        } finally {
            server.view().close();
            server.ifInterrupted();
        }
    }

    /** Gives an upload up of which nothing will be made: it would take room until it expires. */
    public void giveUp(String uploadUuid) throws InterruptedException {
        var request = DeleteUploadRequest.newBuilder().setUuid(uploadUuid).build();
        try {
            server.call(() -> server.connection().content().deleteUpload(request));
        } catch (ServerFailure e) {
            // It was never there, or can't go now; the server removes it when it expires.
        }
    }

    /** Gives uploads up where a failure shows that nothing can be made of them, however often it is tried. */
    public void giveUpAfter(ServerFailure failure, List<String> uploadUuids) throws InterruptedException {
        boolean mayHeal = failure.lostContact()
                || failure.code() == Status.Code.UNAVAILABLE
                || failure.code() == Status.Code.ABORTED;
        if (!mayHeal) {
            for (var uuid : uploadUuids) {
                giveUp(uuid);
            }
        }
    }
}
