package io.longshore.rest;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;

/**
 * How the bridge serves.
 *
 * @param bindAddress the address to listen on, such as {@code 127.0.0.1}
 * @param port the port to listen on; 0 for any free one
 * @param zone the zone that dates are printed and read in, as the original's have none
 * @param pollKey what the server lets {@code TaskService.GetTask} be called by without a session, sent as {@code x-longshore-poll-key}: jobs
 *     are polled without credentials. A secret of one process, best random
 * @param tls what the server proves itself with; empty to serve in the clear
 * @param stopGrace how long {@link RestBridge#close} waits for calls that are held
 * @param clock what time it is
 */
public record RestBridgeConfig(
        String bindAddress,
        int port,
        ZoneId zone,
        String pollKey,
        Optional<KeyManagerFactory> tls,
        Duration stopGrace,
        Clock clock) {
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final int MAX_PORT = 65_535;

    /** Checks the port and the key. */
    public RestBridgeConfig {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + MAX_PORT + ")");
        }
        if (pollKey.isBlank()) {
            throw new IllegalArgumentException("poll-key: blank (expected: a secret)");
        }
    }

    /** A bridge in the clear with the system's clock that waits 5 s for held calls when it stops. */
    public RestBridgeConfig(String bindAddress, int port, ZoneId zone, String pollKey) {
        this(bindAddress, port, zone, pollKey, Optional.empty(), STOP_GRACE, Clock.systemUTC());
    }
}
