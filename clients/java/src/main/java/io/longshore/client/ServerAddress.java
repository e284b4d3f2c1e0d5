package io.longshore.client;

import java.util.regex.Pattern;

/**
 * Where a server listens for gRPC.
 *
 * @param host a name or an address, an IPv6 one without brackets
 * @param port 1 to 65,535
 * @param tls whether the connection is encrypted
 */
public record ServerAddress(String host, int port, boolean tls) {
    /** The port that is meant where none is said. */
    public static final int DEFAULT_PORT = 50051;

    private static final Pattern FORM =
            Pattern.compile("(?:(https?)://)?(?:\\[([0-9a-fA-F:.%]+)]|([^:/\\[\\]]+))(?::(\\d{1,5}))?/?");

    public ServerAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /**
     * Reads {@code HOST[:PORT]}, with {@code https://} before it for TLS; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException where the text has another form
     */
    public static ServerAddress parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "server: " + text + " (expected: HOST:PORT, such as 127.0.0.1:" + DEFAULT_PORT + ")");
        }
        var host = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        int port = matcher.group(4) != null ? Integer.parseInt(matcher.group(4)) : DEFAULT_PORT;
        return new ServerAddress(host, port, "https".equals(matcher.group(1)));
    }

    /** {@code host:port}, as people and gRPC write it. */
    @Override
    public String toString() {
        var authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        return tls ? "https://" + authority : authority;
    }
}
