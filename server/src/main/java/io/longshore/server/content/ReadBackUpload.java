package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.Manifest;
import io.longshore.server.format.DetectedFormat;
import io.longshore.server.task.TaskSuspendedException;
import io.longshore.server.transfer.DestinationFullException;
import io.longshore.server.transfer.DiskIngest;
import io.longshore.server.transfer.Ingested;
import io.longshore.server.transfer.Receipt;
import java.util.Optional;

/** An upload that was read back, with the write session that publishes it. */
record ReadBackUpload(Upload upload, Ingested ingested, DetectedFormat format, Receipt receipt, DiskIngest ingest)
        implements VerifiedUpload {
    @Override
    public DiskIdentity identity() {
        return ingested.identity();
    }

    @Override
    public long actualSizeBytes() {
        return ingested.actualSizeBytes();
    }

    /** The one that was noted when the upload became complete: a session that was opened later has not seen the bytes. */
    @Override
    public Optional<String> md5Sum() {
        return Optional.ofNullable(upload.md5Sum()).or(ingested::md5);
    }

    @Override
    public void publish(Manifest manifest) throws InterruptedException {
        try {
            ingest.publish(manifest);
        } catch (DestinationFullException e) {
            throw new TaskSuspendedException("backup storage " + e.storage() + " is full", e);
        }
    }
}
