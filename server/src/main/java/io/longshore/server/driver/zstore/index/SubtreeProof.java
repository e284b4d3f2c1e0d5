package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Keeps the law that a claimed node proves its whole subtree: bottom up when it is built, upwards when something goes. */
final class SubtreeProof {
    /** Reads a node, wherever it lies, and checks it. */
    interface NodeReader {
        TreeNode read(Digest digest) throws IOException;
    }

    /** A node whose subtree is in question. */
    record Candidate(Digest digest, int level) {}

    private final BlockIndex index;
    private final NodeReader stored;
    private final NodeReader known;

    /**
     * Looks at the nodes of an index.
     *
     * @param stored reads from the storage: what is proven must be there
     * @param known may remember what a node was
     */
    SubtreeProof(BlockIndex index, NodeReader stored, NodeReader known) {
        this.index = index;
        this.stored = stored;
        this.known = known;
    }

    /** Claims those of the candidates, none of which is claimed now, that have all their children, and returns the others. */
    List<Digest> claimWhole(Collection<Candidate> candidates) throws IOException {
        var ascending = candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::level))
                .toList();
        var broken = new ArrayList<Digest>();
        for (var candidate : ascending) {
            if (whole(candidate.digest())) {
                index.claim(RecordKind.NODE, candidate.digest());
            } else {
                broken.add(candidate.digest());
            }
        }
        return broken;
    }

    private boolean whole(Digest digest) throws IOException {
        return readable(stored, digest, node -> {
            var kind = node.level() == 1 ? RecordKind.BLOCK : RecordKind.NODE;
            for (int i = 0; i < DiskTree.FAN_OUT; i++) {
                if (!node.childIsZeros(i) && !index.sound(kind, node.child(i))) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Disclaims every claimed node that has one of {@code bad} below it, and returns them. */
    Set<Digest> disclaimAbove(Collection<Digest> bad) throws IOException {
        var gone = new HashSet<>(bad);
        var disclaimed = new HashSet<Digest>();
        boolean changed = true;
        while (changed) { // once a level at most, and once more to see that nothing is left
            changed = false;
            for (var digest : claimedNodes()) {
                if (!readable(known, digest, node -> !hasChildIn(node, gone))) {
                    index.disclaim(RecordKind.NODE, digest);
                    gone.add(digest);
                    disclaimed.add(digest);
                    changed = true;
                }
            }
        }
        return disclaimed;
    }

    private static boolean hasChildIn(TreeNode node, Set<Digest> digests) {
        for (int i = 0; i < DiskTree.FAN_OUT; i++) {
            if (digests.contains(node.child(i))) {
                return true;
            }
        }
        return false;
    }

    private List<Digest> claimedNodes() {
        var claimed = new ArrayList<Digest>();
        index.forEachNode((digest, _) -> {
            if (index.sound(RecordKind.NODE, digest)) {
                claimed.add(digest);
            }
        });
        return claimed;
    }

    /** Whether the node can be read and the test holds. A damaged node is as good as missing; a failing device is not. */
    private static boolean readable(NodeReader nodes, Digest digest, Predicate<TreeNode> test) throws IOException {
        try {
            return test.test(nodes.read(digest));
        } catch (CorruptBlockException _) {
            return false;
        }
    }
}
