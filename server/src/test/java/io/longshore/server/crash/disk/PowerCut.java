package io.longshore.server.crash.disk;

import io.longshore.server.crash.disk.DiskCall.FlushFile;
import io.longshore.server.crash.disk.DiskCall.FlushFolder;
import io.longshore.server.crash.disk.DiskCall.Write;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a disk holds when the power goes after some calls. What was flushed stays. Of the rest, after what POSIX leaves open to a file system:
 * bytes of a file that was not flushed are there, or not, or in part, or zeros or rubbish stand in their place, one write no matter what
 * became of another; names in a folder that was not flushed are there or not, each by itself.
 */
public final class PowerCut {
    /** How what was not flushed is treated. Further seeds choose by chance. */
    public enum Loss {
        /** All of it is there: the process died, and the machine did not. */
        NOTHING,
        /** None of it is there. */
        EVERYTHING,
        /** Names are there, and bytes are not. */
        BYTES,
        /** Bytes are there, and names are not. */
        NAMES
    }

    private static final List<Loss> PLAIN = List.of(Loss.values());

    private final SimulatedDisk before;
    private final List<DiskCall> calls;

    /**
     * Calls to be cut off.
     *
     * @param before the disk before the first of them
     */
    public PowerCut(SimulatedDisk before, List<DiskCall> calls) {
        this.before = before;
        this.calls = List.copyOf(calls);
    }

    /** The disk before the first of them. */
    public SimulatedDisk before() {
        return before;
    }

    /** The calls. */
    public List<DiskCall> calls() {
        return calls;
    }

    /**
     * A disk after a power cut.
     *
     * @param commits how many of the catalog's transactions were durable
     */
    public record Left(SimulatedDisk disk, long commits) {}

    /**
     * What is left.
     *
     * @param made how many calls were made before the cut
     * @param seed below the number of {@link Loss}es one of them, else by chance
     */
    public Left after(int made, int seed) {
        var left = new Remains(made, seed, SimulatedDisk::apply);
        left.keep();
        return new Left(left.disk, left.commits);
    }

    /** The same for two that leave the same. Writes no bytes, and so takes less time than {@link #after}. */
    public long fingerprint(int made, int seed) {
        var left = new Remains(made, seed, (disk, call) -> {
            if (!(call instanceof Write)) {
                disk.apply(call);
            }
        });
        left.keep();
        return left.fingerprint();
    }

    /** Does to a disk what a call did, as far as it matters. */
    private interface Effect {
        void on(SimulatedDisk disk, DiskCall call);
    }

    private final class Remains {
        private final int made;
        private final int seed;
        private final Effect effect;
        private final Random random;
        private final double losing;
        private final SimulatedDisk disk = before.copy();
        private final TreeMap<Integer, Long> histories = new TreeMap<>();
        private final boolean[] durable;
        private long commits;

        Remains(int made, int seed, Effect effect) {
            this.made = made;
            this.seed = seed;
            this.effect = effect;
            this.random = new Random(31L * seed + made);
            this.losing = random.nextDouble();
            this.durable = durable();
        }

        private boolean[] durable() {
            var flushedFiles = new HashSet<Integer>();
            var flushedFolders = new HashSet<String>();
            var flags = new boolean[made];
            for (int i = made - 1; i >= 0; i--) {
                var call = calls.get(i);
                if (call instanceof FlushFile(var file)) {
                    flushedFiles.add(file);
                } else if (call instanceof FlushFolder(var path)) {
                    flushedFolders.add(path);
                }
                flags[i] = flushedFiles.contains(call.content()) || flushedFolders.contains(call.folder());
            }
            return flags;
        }

        void keep() {
            for (int i = 0; i < made; i++) {
                var call = calls.get(i);
                if (call instanceof DiskCall.Commit(var number)) {
                    commits = number;
                } else if (durable[i]) {
                    apply(i, call, 0);
                } else {
                    keepOrLose(i, call);
                }
            }
            disk.dropLost();
        }

        private void keepOrLose(int index, DiskCall call) {
            boolean bytes = call.content() != 0;
            boolean lost = switch (seed < PLAIN.size() ? PLAIN.get(seed) : null) {
                case NOTHING -> false;
                case EVERYTHING -> true;
                case BYTES -> bytes;
                case NAMES -> !bytes;
                case null -> random.nextDouble() < losing;
            };
            if (!lost) {
                apply(index, call, 0);
            } else if (seed >= PLAIN.size() && call instanceof Write write) {
                damaged(index, write);
            }
        }

        /** Part of it, zeros, rubbish, or nothing. */
        private void damaged(int index, Write write) {
            int torn = random.nextInt(write.bytes().length + 1);
            switch (random.nextInt(4)) {
                case 0 ->
                    apply(index, new Write(write.file(), write.offset(), Arrays.copyOf(write.bytes(), torn)), torn + 1);
                case 1 -> apply(index, new Write(write.file(), write.offset(), new byte[write.bytes().length]), -1);
                case 2 -> {
                    var rubbish = write.bytes().clone();
                    for (int i = torn; i < Math.min(rubbish.length, torn + 512); i++) {
                        rubbish[i] = (byte) random.nextInt();
                    }
                    apply(index, new Write(write.file(), write.offset(), rubbish), -2 - torn);
                }
                default -> {}
            }
        }

        private void apply(int index, DiskCall call, int damage) {
            effect.on(disk, call);
            histories.merge(call.content(), mixed(index, damage), (had, more) -> had * 31 + more);
        }

        private static long mixed(int index, int damage) {
            return (index + 1) * 0x9E3779B97F4A7C15L + damage;
        }

        long fingerprint() {
            long print = commits + 1;
            for (var entry : disk.named().entrySet()) {
                print = print * 31 + entry.getKey().hashCode();
                print = print * 0x9E3779B97F4A7C15L + entry.getValue();
                print += histories.getOrDefault(entry.getValue(), 0L);
            }
            return print;
        }
    }
}
