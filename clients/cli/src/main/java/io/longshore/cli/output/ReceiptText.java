package io.longshore.cli.output;

import io.longshore.v1.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A receipt in words. */
public final class ReceiptText {
    private ReceiptText() {}

    /** Three or four indented lines: what was moved, how it was verified, what the servers were asked, how long it took. */
    public static List<String> lines(Receipt receipt) {
        var lines = new ArrayList<String>();
        lines.add("  " + moved(receipt));
        lines.add("  " + verified(receipt));
        if (receipt.getSourceRequests() + receipt.getDestinationRequests() > 0) {
            lines.add("  requests: " + receipt.getSourceRequests() + " to the source, "
                    + receipt.getDestinationRequests() + " to the destination");
        }
        lines.add("  " + took(receipt));
        return List.copyOf(lines);
    }

    private static String moved(Receipt receipt) {
        var parts = new ArrayList<String>();
        parts.add("read " + Words.bytes(receipt.getReadBytes()));
        parts.add("sent " + Words.bytes(receipt.getSentBytes()));
        if (receipt.getResentBytes() > 0) {
            parts.set(1, parts.get(1) + " (" + Words.bytes(receipt.getResentBytes()) + " of it again after a crash)");
        }
        parts.add("already there " + Words.bytes(receipt.getDeduplicatedBytes()));
        parts.add("zeros " + Words.bytes(receipt.getZeroBytes()));
        return String.join(", ", parts);
    }

    private static String verified(Receipt receipt) {
        var root = receipt.getDestination().getRoot();
        var identity = root.isEmpty() ? "" : "; root " + root.substring(0, Math.min(12, root.length())) + "…";
        return switch (receipt.getVerification()) {
            case VERIFICATION_READ_BACK ->
                "verified: " + Words.bytes(receipt.getReadBackBytes()) + " read back" + from(receipt) + " and equal"
                        + identity;
            case VERIFICATION_FULL -> "verified: the whole disk read back" + from(receipt) + " and equal" + identity;
            case VERIFICATION_CHECKSUM ->
                "verified: by checksums that the storage compared, and " + Words.bytes(receipt.getReadBackBytes())
                        + " of it read back and equal" + identity;
            case VERIFICATION_NOTHING_WRITTEN -> "verified: nothing written, all of it was there" + identity;
            case VERIFICATION_UNSPECIFIED, UNRECOGNIZED -> "verified: not said";
        };
    }

    private static String from(Receipt receipt) {
        return switch (receipt.getReadBack()) {
            case READ_BACK_DIRECT -> " from the device";
            case READ_BACK_CACHED -> " (perhaps from the system's cache)";
            case READ_BACK_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }

    private static String took(Receipt receipt) {
        Duration time = Words.between(receipt.getStartTime(), receipt.getEndTime());
        var attempts = receipt.getAttempts() > 1 ? ", in " + receipt.getAttempts() + " attempts" : "";
        var rate = receipt.getSentBytes() > 0
                ? ", " + Words.rate(Words.perSecond(receipt.getSentBytes(), time)) + " sent"
                : "";
        return "took " + Words.duration(time) + attempts + rate;
    }
}
