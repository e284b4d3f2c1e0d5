package io.longshore.server.driver.zstore.gc;

import java.io.IOException;

/** Someone who does one thing after the other, and may be kept waiting before each. */
interface Actor {
    /** Whether there is something that it could do now. */
    boolean ready() throws IOException;

    void step() throws IOException, InterruptedException;

    /** The server has died: what was not durable is forgotten. */
    default void crashed() {}

    /** Something that is done once, at any time. */
    static Actor once(Once action) {
        return new Actor() {
            private boolean done;

            @Override
            public boolean ready() {
                return !done;
            }

            @Override
            public void step() throws IOException, InterruptedException {
                done = true;
                action.run();
            }
        };
    }

    /** What is done. */
    interface Once {
        void run() throws IOException, InterruptedException;
    }
}
