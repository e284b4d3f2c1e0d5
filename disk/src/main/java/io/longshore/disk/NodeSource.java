package io.longshore.disk;

import java.io.IOException;

/** Where the nodes of a tree are read from. Never asked for a node of zeros, which is stored nowhere. */
@FunctionalInterface
public interface NodeSource {
    /**
     * The node of {@code level} with this digest. The source has checked both.
     *
     * @throws IOException when the node is not there, is damaged, or can't be read
     */
    TreeNode node(int level, Digest digest) throws IOException;
}
