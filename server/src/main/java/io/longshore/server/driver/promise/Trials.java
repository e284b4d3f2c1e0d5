package io.longshore.server.driver.promise;

import java.io.IOException;
import java.util.List;

/** All that a storage relies on, to be tried one after the other; closing removes all that the trials wrote. */
public interface Trials extends AutoCloseable {
    /** Of a storage that relies on nothing that could be tried. */
    Trials NONE = new Trials() {
        @Override
        public List<Trial> all() {
            return List.of();
        }

        @Override
        public void close() {
            // nothing was written
        }
    };

    /** The trials, in the order in which they are to be run. */
    List<Trial> all();

    @Override
    void close() throws IOException;
}
