package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was done with a disk's bytes and how the result was checked. All sizes are in bytes of the disk, before compression, but for {@code storedBytes}.
 *
 * @param source the disk as it was read
 * @param destination the disk as it lies there now
 * @param readBytes read from the source
 * @param sentBytes blocks written to the destination, over all attempts
 * @param resentBytes the part of {@code sentBytes} that was written again because a crash came before its pack was sealed
 * @param storedBytes what the sent blocks and the nodes take, compressed
 * @param deduplicatedBytes what the destination already had
 * @param zeroBytes whole blocks of zeros: neither read nor sent
 * @param verification how the destination was verified
 * @param readBack where the bytes that were read back came from
 * @param readBackBytes how many were read back
 * @param oldestVerifyTime when what the destination already had was last verified, for the part for which that is longest ago; null where nothing is known
 * @param attempts how many attempts it took
 * @param startTime when the work began
 * @param endTime when it was verified
 * @param sourceRequests requests that were made to the source's server while the last attempt ran, by whoever used it; 0 where the source is the destination
 * @param destinationRequests the same for the destination's server
 * @param converter name and version of the program that made the disk of a file in another format; null when none did. {@code source} is that file then
 */
public record Receipt(
        DiskIdentity source,
        DiskIdentity destination,
        long readBytes,
        long sentBytes,
        long resentBytes,
        long storedBytes,
        long deduplicatedBytes,
        long zeroBytes,
        Verification verification,
        ReadBack readBack,
        long readBackBytes,
        @Nullable Instant oldestVerifyTime,
        int attempts,
        Instant startTime,
        Instant endTime,
        long sourceRequests,
        long destinationRequests,
        @Nullable String converter) {
    /** The same with other numbers of requests. */
    Receipt withRequests(long ofSource, long ofDestination) {
        return new Receipt(
                source,
                destination,
                readBytes,
                sentBytes,
                resentBytes,
                storedBytes,
                deduplicatedBytes,
                zeroBytes,
                verification,
                readBack,
                readBackBytes,
                oldestVerifyTime,
                attempts,
                startTime,
                endTime,
                ofSource,
                ofDestination,
                converter);
    }

    /** The same where the disk was made of a file in another format: {@code source} is that file, as it was stored. */
    public Receipt converted(DiskIdentity content, String program) {
        return new Receipt(
                content,
                destination,
                readBytes,
                sentBytes,
                resentBytes,
                storedBytes,
                deduplicatedBytes,
                zeroBytes,
                verification,
                readBack,
                readBackBytes,
                oldestVerifyTime,
                attempts,
                startTime,
                endTime,
                sourceRequests,
                destinationRequests,
                program);
    }

    /** How it was made sure that the destination has the right bytes. */
    public enum Verification {
        /** The storage's server compared checksums of what it received; a sample was read back, too. */
        CHECKSUM,
        /** What was written was read back and compared with its digests. */
        READ_BACK,
        /** The whole disk was read from the destination and compared with its digests. */
        FULL,
        /** Nothing was written: the destination had the whole disk. */
        NOTHING_WRITTEN
    }

    /** Where bytes that were read back came from. */
    public enum ReadBack {
        NONE,
        /** From the device, past the operating system's cache. */
        DIRECT,
        /** Perhaps from the operating system's cache. */
        CACHED
    }
}
