package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;

/**
 * What a transfer would do with a disk's bytes, as things are now. In bytes of the disk, before compression.
 *
 * @param sendBytes blocks that would be written to the destination
 * @param deduplicatedBytes what the destination has, or would have by then
 * @param zeroBytes whole blocks of zeros
 */
public record Plan(DiskIdentity disk, long sendBytes, long deduplicatedBytes, long zeroBytes) {}
