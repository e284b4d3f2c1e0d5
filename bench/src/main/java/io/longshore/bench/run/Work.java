package io.longshore.bench.run;

import io.longshore.bench.Bench;
import java.util.List;

/** Something that is measured: the same work, done by several. */
public interface Work {
    /** What it is called on the command line, such as {@code ingest}. */
    String name();

    /** One sentence: what is done, from where to where, and who verifies what. */
    String says();

    /** Makes ready what all rounds share and tells who takes part, Longshore first. */
    List<Contender> contenders(Bench bench) throws Exception;

    /** What Longshore is held to. */
    List<Bar> bars();
}
