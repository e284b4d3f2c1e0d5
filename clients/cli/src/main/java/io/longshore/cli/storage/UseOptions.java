package io.longshore.cli.storage;

import io.longshore.cli.command.SizeConverter;
import io.longshore.v1.StorageOptions;
import io.longshore.v1.Verification;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how a storage is used. */
final class UseOptions {
    /** How what was written is verified. */
    enum Verify {
        USUAL,
        READ_BACK,
        CHECKSUM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--rate",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "The most to read and write in a second, such as 50M; 0 for no limit. Not for Ceph.")
    private @Nullable Long bytesPerSecond;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "The most connections to the server at a time (S3, SFTP); 0 for as many as are usual.")
    private @Nullable Integer connections;

    @Option(
            names = "--verify",
            paramLabel = "HOW",
            description = "How what is written is verified: read-back, checksum (S3 alone: its server compares "
                    + "checksums, and a sample is read back), or usual.")
    private @Nullable Verify verify;

    boolean given() {
        return bytesPerSecond != null || connections != null || verify != null;
    }

    /** What was given, in place of what there was. */
    StorageOptions over(StorageOptions before) {
        var options = before.toBuilder();
        if (bytesPerSecond != null) {
            options.setBytesPerSecond(bytesPerSecond);
        }
        if (connections != null) {
            options.setConnections(connections);
        }
        if (verify != null) {
            options.setVerification(
                    switch (verify) {
                        case USUAL -> Verification.VERIFICATION_UNSPECIFIED;
                        case READ_BACK -> Verification.VERIFICATION_READ_BACK;
                        case CHECKSUM -> Verification.VERIFICATION_CHECKSUM;
                    });
        }
        return options.build();
    }
}
