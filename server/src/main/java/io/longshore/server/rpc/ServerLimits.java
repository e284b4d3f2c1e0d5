package io.longshore.server.rpc;

import java.time.Duration;

/**
 * What callers may ask of the server's connections.
 *
 * @param maxMessageBytes the longest message that is taken
 * @param maxMetadataBytes the longest headers that are taken
 * @param flowControlBytes what a stream may have on the way unread
 * @param permitKeepAlive how often clients may ping at most; more often closes the connection
 * @param keepAlive how long a connection may be silent before it is asked whether it is there
 * @param maxConnectionAge when a connection is asked to be made anew, so that callers spread over servers
 * @param maxConnectionGrace how long its streams may go on then: a transfer of hours must not be cut
 */
public record ServerLimits(
        int maxMessageBytes,
        int maxMetadataBytes,
        int flowControlBytes,
        Duration permitKeepAlive,
        Duration keepAlive,
        Duration maxConnectionAge,
        Duration maxConnectionGrace) {
    /** What suits long streams and blocks of 1 MiB. */
    public static ServerLimits standard() {
        return new ServerLimits(
                4 << 20,
                8 << 10,
                1 << 20,
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                Duration.ofHours(24));
    }
}
