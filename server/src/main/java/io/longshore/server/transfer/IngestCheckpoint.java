package io.longshore.server.transfer;

import io.longshore.disk.NodeSink;
import io.longshore.disk.TreeBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/**
 * Where an ingest stands, as it is kept beside the names of its packs.
 *
 * @param committedBytes bytes from the front that are durable
 * @param counts what was done with them
 * @param tree the tree of their blocks, as {@link TreeBuilder#state} writes it
 * @param needs which of the packs they need
 * @param packs names of packs that are not kept beside it: checkpoints of version 1 had them all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record IngestCheckpoint(long committedBytes, Counts counts, byte[] tree, Needs needs, List<String> packs) {
    private static final int VERSION = 2;

    /**
     * Packs without which not all that was committed is there: those from one to another of all that were named, in their order.
     *
     * @param from the first one; those before it are an ingest's that had to begin anew
     * @param to behind the last one; of those from there on a crash may have kept each from becoming part of the storage
     * @param uncertain names of others of which that may be
     */
    record Needs(int from, int to, List<String> uncertain) {
        static final Needs NONE = new Needs(0, 0, List.of());

        Needs {
            uncertain = List.copyOf(uncertain);
        }

        /** Whether a storage that has some packs has those, of all that were named. */
        boolean metBy(Set<String> present, List<String> named) {
            var unneeded = Set.copyOf(uncertain);
            return named.subList(from, to).stream().allMatch(name -> present.contains(name) || unneeded.contains(name));
        }
    }

    /**
     * Bytes by what became of them; those of blocks before compression, but for {@code stored}.
     *
     * @param lost what crashes lost: put again
     */
    record Counts(long sent, long stored, long known, long zeros, long lost) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        Counts plus(long sent, long stored, long known, long zeros) {
            return new Counts(this.sent + sent, this.stored + stored, this.known + known, this.zeros + zeros, lost);
        }

        Counts plusLost(long bytes) {
            return new Counts(sent, stored, known, zeros, lost + bytes);
        }
    }

    IngestCheckpoint {
        packs = List.copyOf(packs);
    }

    /** An ingest that has come so far; what that needs is not known yet. */
    static IngestCheckpoint at(long committedBytes, Counts counts, byte[] tree) {
        return new IngestCheckpoint(committedBytes, counts, tree, Needs.NONE, List.of());
    }

    /** An ingest that has not begun. */
    static IngestCheckpoint none() {
        return at(0, Counts.NONE, new TreeBuilder(_ -> {}).state());
    }

    TreeBuilder resume(NodeSink sink) {
        return TreeBuilder.resume(sink, tree);
    }

    /** The same point, and what it needs. */
    IngestCheckpoint with(Needs needed) {
        return new IngestCheckpoint(committedBytes, counts, tree, needed, packs);
    }

    static IngestCheckpoint read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version < 1 || version > VERSION) {
                throw new IllegalArgumentException(
                        "ingest checkpoint version: " + version + " (expected: 1 to " + VERSION + ")");
            }
            long committed = in.readLong();
            var counts = new Counts(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
            var tree = in.readNBytes(in.readInt());
            if (version == 1) {
                var packs = Names.read(in);
                return new IngestCheckpoint(committed, counts, tree, new Needs(0, packs.size(), Names.read(in)), packs);
            }
            var needs = new Needs(in.readInt(), in.readInt(), Names.read(in));
            return new IngestCheckpoint(committed, counts, tree, needs, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeLong(committedBytes);
            out.writeLong(counts.sent);
            out.writeLong(counts.stored);
            out.writeLong(counts.known);
            out.writeLong(counts.zeros);
            out.writeLong(counts.lost);
            out.writeInt(tree.length);
            out.write(tree);
            out.writeInt(needs.from);
            out.writeInt(needs.to);
            Names.write(out, needs.uncertain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
