package io.longshore.client;

import java.time.Duration;

/**
 * How patient a connection is.
 *
 * @param patience how long a lost server is waited for, without anything gained
 * @param silence how long a watched task may send nothing, not even a heartbeat, before its call counts as lost
 */
public record TimeLimits(Duration patience, Duration silence) {
    /** Two minutes for a server that restarts; four heartbeats for a call that died unnoticed. */
    public static final TimeLimits STANDARD = new TimeLimits(Duration.ofMinutes(2), Duration.ofSeconds(60));
}
