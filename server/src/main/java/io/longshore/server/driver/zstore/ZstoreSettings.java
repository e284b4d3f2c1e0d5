package io.longshore.server.driver.zstore;

import java.nio.file.Path;
import java.util.UUID;

/**
 * What is ours about a storage, rather than its own.
 *
 * @param deployment who we are: storages of other deployments are read-only
 * @param host a name for the people who read {@code owner/}
 * @param cacheFolder where the index is remembered: a folder outside every storage; may be emptied while no storage is open
 */
public record ZstoreSettings(UUID deployment, String host, Path cacheFolder) {}
