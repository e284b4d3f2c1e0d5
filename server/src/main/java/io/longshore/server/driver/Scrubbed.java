package io.longshore.server.driver;

import java.util.List;

/**
 * What reading a {@link ScrubUnit} came to.
 *
 * @param readBytes bytes that were read
 * @param blocks blocks that were compared with their digests
 * @param nodes nodes that were
 * @param faults what is damaged or missing; empty where all is whole
 */
public record Scrubbed(long readBytes, long blocks, long nodes, List<Fault> faults) {
    /** Of a unit that is gone, as it may be by now. */
    public static final Scrubbed NOTHING = new Scrubbed(0, 0, 0, List.of());

    public Scrubbed {
        faults = List.copyOf(faults);
    }
}
