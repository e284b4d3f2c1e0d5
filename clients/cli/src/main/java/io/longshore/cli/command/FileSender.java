package io.longshore.cli.command;

import io.grpc.Status;
import io.longshore.cli.output.Output;
import io.longshore.cli.progress.TransferProgress;
import io.longshore.client.LongshoreException;
import io.longshore.client.SentFile;
import io.longshore.client.TransferListener;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.DeleteUploadRequest;
import io.longshore.v1.Upload;
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
     * @param request the upload, with its uuid; that of an unfinished upload goes on with it
     * @param ifInterrupted what is said where Ctrl-C ends it
     */
    public SentFile send(Path file, String step, CreateUploadRequest request, String... ifInterrupted)
            throws IOException, InterruptedException {
        server.ifInterrupted(ifInterrupted);
        var skipped = new AtomicLong();
        var progress = new TransferProgress(server.view(), step, System::nanoTime);
        try {
            var sent = server.connection().upload(file, request, new TransferListener() {
                @Override
                public void begun(Upload upload) {
                    output.event(upload);
                }

                @Override
                public void moved(long doneBytes, long totalBytes, long skippedBytes) {
                    skipped.set(skippedBytes);
                    progress.moved(doneBytes, totalBytes, skippedBytes);
                }
            });
            progress.ended(sent.identity().getLengthBytes(), skipped.get());
            output.event(sent.upload());
            return sent;
        } catch (IOException e) {
            giveUp(request.getUuid());
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
        } catch (LongshoreException e) {
            // It was never there, or can't go now; the server removes it when it expires.
        }
    }

    /** Gives uploads up where a failure shows that nothing can be made of them, however often it is tried. */
    public void giveUpAfter(LongshoreException failure, List<String> uploadUuids) throws InterruptedException {
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
