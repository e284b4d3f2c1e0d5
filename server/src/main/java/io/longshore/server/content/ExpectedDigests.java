package io.longshore.server.content;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.storage.OpenStorages;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.transfer.Ingested;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Compares uploads with the digests that their senders expect. */
record ExpectedDigests(OpenStorages storages) {
    private static final int PIECE_BYTES = 4 << 20;

    /** {@code DIGEST_MISMATCH} when the root is not the one that was expected when the upload began, or the one that is expected now. */
    static void checkRoot(Upload upload, UploadClaim claim, DiskIdentity identity) {
        checkRoot(upload, upload.expectedRoot(), identity);
        var claimed = claim.expectedRoot();
        if (claimed != null) {
            checkRoot(upload, claimed, identity);
        }
    }

    private static void checkRoot(Upload upload, String expected, DiskIdentity identity) {
        var found = identity.root().hex();
        if (!expected.isEmpty() && !expected.equals(found)) {
            throw UploadFailures.digest(upload, "root", expected, found);
        }
    }

    /** {@code DIGEST_MISMATCH} when the SHA-256 is not the expected one. Where a crash lost the one that was taken on the way, the bytes are read again. */
    void checkSha256(Upload upload, Ingested ingested) throws InterruptedException {
        var expected = upload.expectedSha256();
        if (expected.isEmpty()) {
            return;
        }
        var taken = ingested.sha256();
        var found = taken.isPresent() ? taken.get() : sha256(upload, ingested.identity());
        if (!expected.equals(found)) {
            throw UploadFailures.digest(upload, "SHA-256", expected, found);
        }
    }

    private String sha256(Upload upload, DiskIdentity identity) throws InterruptedException {
        var storage = upload.backupStorageUuid();
        try (var disk = storages.driver(storage).open(identity)) {
            return sha256(disk);
        } catch (IOException e) {
            throw StorageFailures.of(storage, e);
        }
    }

    private static String sha256(DiskReader disk) throws IOException, InterruptedException {
        var hasher = Digest.hasher();
        var piece = ByteBuffer.allocate(PIECE_BYTES);
        long length = disk.disk().lengthBytes();
        for (long offset = 0; offset < length; offset += PIECE_BYTES) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted at offset " + offset);
            }
            piece.clear().limit((int) Math.min(PIECE_BYTES, length - offset));
            disk.read(offset, piece);
            hasher.update(piece.flip());
        }
        return HexFormat.of().formatHex(hasher.digest());
    }
}
