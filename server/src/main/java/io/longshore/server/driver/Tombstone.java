package io.longshore.server.driver;

import java.time.Instant;
import java.util.UUID;

/**
 * Says on the storage that a manifest is in the trash, for whoever adopts the storage. While there is a catalog, that
 * decides.
 *
 * @param manifest what is in the trash
 * @param task the task that put it there
 * @param since when
 * @param reason why: {@code MIGRATED}, {@code DELETED}
 */
public record Tombstone(ManifestKey manifest, UUID task, Instant since, String reason) {}
