package io.longshore.server.rpc;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.transfer.Plan;
import io.longshore.server.transfer.Receipt;
import io.longshore.v1.ReadBack;
import io.longshore.v1.TransferPlan;
import io.longshore.v1.Verification;

/** Disks' identities and receipts, on the wire. */
final class ReceiptProtos {
    private ReceiptProtos() {}

    static io.longshore.v1.DiskIdentity identity(DiskIdentity identity) {
        return io.longshore.v1.DiskIdentity.newBuilder()
                .setLengthBytes(identity.lengthBytes())
                .setRoot(identity.root().toString())
                .build();
    }

    static TransferPlan plan(Plan plan) {
        return TransferPlan.newBuilder()
                .setDisk(identity(plan.disk()))
                .setSendBytes(plan.sendBytes())
                .setDeduplicatedBytes(plan.deduplicatedBytes())
                .setZeroBytes(plan.zeroBytes())
                .build();
    }

    static io.longshore.v1.Receipt receipt(Receipt receipt) {
        var proto = io.longshore.v1.Receipt.newBuilder()
                .setSource(identity(receipt.source()))
                .setDestination(identity(receipt.destination()))
                .setReadBytes(receipt.readBytes())
                .setSentBytes(receipt.sentBytes())
                .setResentBytes(receipt.resentBytes())
                .setStoredBytes(receipt.storedBytes())
                .setDeduplicatedBytes(receipt.deduplicatedBytes())
                .setZeroBytes(receipt.zeroBytes())
                .setVerification(verification(receipt.verification()))
                .setReadBack(readBack(receipt.readBack()))
                .setReadBackBytes(receipt.readBackBytes())
                .setAttempts(receipt.attempts())
                .setSourceRequests(receipt.sourceRequests())
                .setDestinationRequests(receipt.destinationRequests())
                .setStartTime(TimeProtos.timestamp(receipt.startTime()))
                .setEndTime(TimeProtos.timestamp(receipt.endTime()));
        if (receipt.oldestVerifyTime() != null) {
            proto.setOldestVerifyTime(TimeProtos.timestamp(receipt.oldestVerifyTime()));
        }
        if (receipt.converter() != null) {
            proto.setConverter(receipt.converter());
        }
        return proto.build();
    }

    private static Verification verification(Receipt.Verification verification) {
        return switch (verification) {
            case CHECKSUM -> Verification.VERIFICATION_CHECKSUM;
            case READ_BACK -> Verification.VERIFICATION_READ_BACK;
            case FULL -> Verification.VERIFICATION_FULL;
            case NOTHING_WRITTEN -> Verification.VERIFICATION_NOTHING_WRITTEN;
        };
    }

    private static ReadBack readBack(Receipt.ReadBack readBack) {
        return switch (readBack) {
            case NONE -> ReadBack.READ_BACK_UNSPECIFIED;
            case DIRECT -> ReadBack.READ_BACK_DIRECT;
            case CACHED -> ReadBack.READ_BACK_CACHED;
        };
    }
}
