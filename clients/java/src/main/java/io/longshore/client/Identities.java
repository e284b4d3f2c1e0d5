package io.longshore.client;

import io.longshore.v1.DiskIdentity;

/** Identities of disks, between the contract and what computes them. */
final class Identities {
    private Identities() {}

    static DiskIdentity of(io.longshore.disk.DiskIdentity computed) {
        return DiskIdentity.newBuilder()
                .setLengthBytes(computed.lengthBytes())
                .setRoot(computed.root().hex())
                .build();
    }

    /** {@code length:root}, for people. */
    static String text(DiskIdentity identity) {
        return identity.getLengthBytes() + ":" + identity.getRoot();
    }
}
