package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.Compression;
import io.longshore.server.driver.zstore.pack.PackWriter;
import io.longshore.server.driver.zstore.pack.RecordHeader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Writers that break a rule. */
final class FlawedWriters {
    private FlawedWriters() {}

    /** The writer that a world's flaw asks for. */
    static Writer of(World world, Content content) {
        return switch (world.flaw) {
            case NAME_USED_AGAIN -> namesByContent(world, content);
            case NODE_BEFORE_CHILDREN -> nodeFirst(world, content);
            default -> new Writer(world, content);
        };
    }

    /** Takes a block for written when the pack that it would write is there: where names follow from content, that is its own. */
    private static Writer namesByContent(World world, Content content) {
        return new Writer(world, content) {
            @Override
            void block(int index, int value) throws IOException, InterruptedException {
                boolean there = world.driver()
                        .reclaimer()
                        .index()
                        .blocks()
                        .find(RecordKind.BLOCK, Content.digest(value))
                        .isPresent();
                if (!there) {
                    super.block(index, value);
                }
            }
        };
    }

    /** Seals the root's pack before it looks for the first block. */
    private static Writer nodeFirst(World world, Content content) {
        return new Writer(world, content) {
            @Override
            void block(int index, int value) throws IOException, InterruptedException {
                if (index == 0) {
                    seal(world, content, task);
                } else {
                    super.block(index, value);
                }
            }
        };
    }

    private static void seal(World world, Content content, UUID task) throws IOException {
        var storage = world.driver().uuid();
        var index = world.driver().reclaimer().index();
        var payload = content.root().payload();
        var header = new RecordHeader(
                RecordKind.NODE,
                1,
                Compression.NONE,
                payload.remaining(),
                payload.remaining(),
                content.root().digest());
        try (var writer = new PackWriter(world.blobs(), storage, RecordKind.NODE, "test")) {
            writer.append(header, payload);
            index.add(writer.seal(_ -> {}), Optional.of(task), world.epochs().current(), index.disclaims());
        }
    }
}
