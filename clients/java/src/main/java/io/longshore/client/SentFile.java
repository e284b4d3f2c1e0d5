package io.longshore.client;

import io.longshore.v1.DiskIdentity;
import io.longshore.v1.Upload;

/**
 * A file that the server has whole.
 *
 * @param upload what it is on the server
 * @param identity that of the bytes that were read here; with its root as {@code expected_root}, nothing is made of other ones
 */
public record SentFile(Upload upload, DiskIdentity identity) {
    /**
     * Compares what was read here with what the server has made of it.
     *
     * @param what says what it is in the message, such as {@code image 4f…}
     * @throws DamagedContentException where they are not the same bytes
     */
    public void check(String what, DiskIdentity stored) throws DamagedContentException {
        if (!identity.equals(stored)) {
            throw new DamagedContentException(what + ": its identity is " + Identities.text(stored) + " (expected: "
                    + Identities.text(identity) + ", that of the file)");
        }
    }
}
