package io.longshore.server.transfer;

import io.longshore.server.driver.StorageDriver;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be ingested.
 *
 * @param upload under whose lease it is written, and whose disk it is
 * @param destination where it goes
 * @param lengthBytes how many bytes will come
 * @param sums what is to be taken of all bytes on the way
 * @param checkpoint what an earlier ingest of the same upload kept last
 */
public record IngestRequest(
        UUID upload, StorageDriver destination, long lengthBytes, Set<Sum> sums, Optional<byte[]> checkpoint) {
    public IngestRequest {
        sums = Set.copyOf(sums);
    }

    /** A digest of all bytes, in order; the tree's root is not one of them and always taken. */
    public enum Sum {
        /** Taken where it costs no time of its own: given up on when it would hold up the rest, and at long runs of zeros. */
        MD5,
        /** Taken whatever it costs, but lost by a crash. */
        SHA256
    }
}
