package io.longshore.server.storage;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A backup storage as it was added. What is true of it now (whether it answers, what it holds) is in {@link StorageCondition}.
 *
 * @param epoch how often space was reclaimed on it: what {@code docs/zstore-format.md} calls the epoch
 */
public record BackupStorage(
        String uuid,
        String accountUuid,
        String name,
        @Nullable String description,
        State state,
        Location location,
        OptionalLong capacityBytes,
        StorageOptions options,
        long epoch,
        List<String> systemTags,
        List<String> userTags,
        Instant createTime,
        Instant updateTime) {
    public BackupStorage {
        systemTags = List.copyOf(systemTags);
        userTags = List.copyOf(userTags);
    }

    /** Whether new work may use it, as its user asked. */
    public enum State {
        ENABLED,
        DISABLED
    }
}
