package io.longshore.disk;

import java.io.IOException;

/** Takes the nodes of a growing tree, children before their parents. */
@FunctionalInterface
public interface NodeSink {
    /** Takes a node that is not all zeros. The same node may come again where a disk repeats itself. */
    void accept(TreeNode node) throws IOException, InterruptedException;
}
