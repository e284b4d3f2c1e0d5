package io.longshore.server.crash;

/** An operation to be cut off, on storages {@link Client#A} and {@link Client#B}. */
interface Scenario {
    /** What is there before. */
    void prepare(Client client) throws Exception;

    /** The operation. Done again after a crash, it is the same request. */
    void act(Client client) throws Exception;
}
