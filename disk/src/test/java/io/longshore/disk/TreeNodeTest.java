package io.longshore.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeNodeTest {
    private final List<Digest> children = new ArrayList<>(Collections.nCopies(256, DiskTree.zeros(1)));

    @Test
    void comesBackAsItWasWritten() throws Exception {
        children.set(7, BuiltDisk.filled(1));
        var node = TreeNode.of(2, children);
        var back = TreeNode.decode(node.payload());
        assertThat(back).isEqualTo(node);
        assertThat(back.level()).isEqualTo(2);
        assertThat(back.child(7)).isEqualTo(BuiltDisk.filled(1));
        assertThat(back.childIsZeros(7)).isFalse();
        assertThat(back.childIsZeros(255)).isTrue();
        assertThat(back.digest()).isEqualTo(Digest.sha256(node.payload()));
    }

    @Test
    void refusesBytesThatAreNoNode() {
        check(0, 'X', "node: the tag LSTREE is missing");
        check(8, 2, "node version: 2 (expected: 1)");
        check(12, 0, "node level: 0 (expected: 1 to 5)");
        check(12, 6, "node level: 6 (expected: 1 to 5)");
        assertThatThrownBy(() -> TreeNode.decode(ByteBuffer.allocate(8207)))
                .isInstanceOf(MalformedNodeException.class)
                .hasMessage("node: 8207 bytes (expected: 8208)");
    }

    private void check(int index, int value, String message) {
        var bytes = new byte[TreeNode.BYTES];
        TreeNode.of(2, children).payload().get(bytes);
        bytes[index] = (byte) value;
        assertThatThrownBy(() -> TreeNode.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(MalformedNodeException.class)
                .hasMessage(message);
    }
}
