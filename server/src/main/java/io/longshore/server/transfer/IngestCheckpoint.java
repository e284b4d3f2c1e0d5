package io.longshore.server.transfer;

import io.longshore.disk.NodeSink;
import io.longshore.disk.TreeBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where an ingest stands, as it is kept.
 *
 * @param committedBytes bytes from the front that are durable
 * @param counts what was done with them
 * @param tree the tree of their blocks, as {@link TreeBuilder#state} writes it
 * @param packs names of all packs that were sealed, oldest first
 * @param uncertain those of them that a crash may have kept from becoming part of the storage; {@code committedBytes} does not need them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record IngestCheckpoint(long committedBytes, Counts counts, byte[] tree, List<String> packs, List<String> uncertain) {
    private static final int VERSION = 1;

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
        uncertain = List.copyOf(uncertain);
    }

    /** An ingest that has not begun. */
    static IngestCheckpoint none() {
        return new IngestCheckpoint(0, Counts.NONE, new TreeBuilder(_ -> {}).state(), List.of(), List.of());
    }

    TreeBuilder resume(NodeSink sink) {
        return TreeBuilder.resume(sink, tree);
    }

    /** The same point, and a pack more that is about to appear. */
    IngestCheckpoint withPack(String name) {
        return new IngestCheckpoint(committedBytes, counts, tree, plus(packs, name), plus(uncertain, name));
    }

    /** The same point once these packs are durable, of all that were named. */
    IngestCheckpoint with(List<String> named, Set<String> durable) {
        var open = named.stream().filter(name -> !durable.contains(name)).toList();
        return new IngestCheckpoint(committedBytes, counts, tree, named, open);
    }

    /** Whether a storage that has these packs has all that was committed. */
    boolean wholeWith(Set<String> present) {
        var unneeded = Set.copyOf(uncertain);
        return packs.stream().allMatch(name -> present.contains(name) || unneeded.contains(name));
    }

    private static List<String> plus(List<String> names, String name) {
        return Stream.concat(names.stream(), Stream.of(name)).toList();
    }

    static IngestCheckpoint read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "ingest checkpoint version: " + version + " (expected: " + VERSION + ")");
            }
            long committed = in.readLong();
            var counts = new Counts(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
            var tree = in.readNBytes(in.readInt());
            return new IngestCheckpoint(committed, counts, tree, names(in), names(in));
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
            writeNames(out, packs);
            writeNames(out, uncertain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<String> names(DataInputStream in) throws IOException {
        int count = in.readInt();
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            names.add(in.readUTF());
        }
        return names;
    }

    private static void writeNames(DataOutputStream out, List<String> names) throws IOException {
        out.writeInt(names.size());
        for (var name : names) {
            out.writeUTF(name);
        }
    }
}
