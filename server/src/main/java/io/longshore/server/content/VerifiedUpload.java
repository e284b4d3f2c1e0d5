package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.Manifest;
import io.longshore.server.format.DetectedFormat;
import io.longshore.server.transfer.Receipt;
import java.util.Optional;

/** An upload that is whole on its storage, was read back, and is what its sender expects. */
public interface VerifiedUpload {
    /** The upload. */
    Upload upload();

    /** What its bytes are. */
    DiskIdentity identity();

    /** What kind of file they are, and the size that a guest sees. */
    DetectedFormat format();

    /** Bytes that are not whole blocks of zeros. */
    long actualSizeBytes();

    /** The MD5 of its bytes, where it was taken on the way. */
    Optional<String> md5Sum();

    /** What was written and how it was verified. */
    Receipt receipt();

    /**
     * Makes the disk exist on its storage, or the group that it is a part of. Moves no bytes.
     *
     * @throws io.longshore.server.failure.FailureException {@code STORAGE_…}
     */
    void publish(Manifest manifest) throws InterruptedException;
}
