package io.longshore.server.driver;

/**
 * What reclaiming did, or with {@link ReclaimRequest.Limit#DRY_RUN} would do.
 *
 * @param freedBytes by how much the packs' bytes shrank
 * @param deletedPacks packs that are gone
 * @param rewrittenBytes bytes of live records that were written again before their packs were deleted
 * @param liveBytes bytes of records that manifests need
 * @param epoch the storage's epoch afterwards
 */
public record ReclaimReport(long freedBytes, int deletedPacks, long rewrittenBytes, long liveBytes, long epoch) {}
