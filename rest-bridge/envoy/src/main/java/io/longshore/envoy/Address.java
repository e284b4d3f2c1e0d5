package io.longshore.envoy;

/** A host and a port. */
record Address(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /** Reads {@code host:port}, or {@code [host]:port} of IPv6. */
    static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 0 && port <= MAX_PORT) {
                return new Address(text.substring(0, colon).replaceAll("[\\[\\]]", ""), port);
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException(text + " (expected: host:port)");
    }

    /** As Envoy's configuration has it. */
    String yaml() {
        return "{socket_address: {address: \"%s\", port_value: %d}}".formatted(host, port);
    }
}
