package io.longshore.server.driver.zstore.gc;

/** A rule that is broken on purpose: the exploration has to find out what comes of it. */
enum Flaw {
    /** Every rule is kept. */
    NONE,
    /** The collection does not wait for leases of earlier epochs. */
    NO_WAIT,
    /** What was published while the collection waited is not marked. */
    NO_SECOND_MARK,
    /** Whoever takes a task over gets a lease of its own, and goes on from the checkpoint. */
    LEASE_ENDS_AT_TAKE_OVER,
    /** A task whose lease was ended gets another one, and goes on from the checkpoint. */
    CHECKPOINT_TRUSTED,
    /** A pack that is there by the name that a writer would give its own is taken for written, condemned or not. */
    NAME_USED_AGAIN,
    /** Packs of nodes are left alone, dead nodes or not, and counted on. */
    DEAD_NODE_STAYS,
    /** A node's pack is sealed before the pack of its blocks. */
    NODE_BEFORE_CHILDREN,
    /** A copy of the catalog from before a collection is used after it. */
    OLD_CATALOG,
    /** A copy of the index's file from before a collection is used after it. */
    OLD_INDEX
}
