package io.longshore.server.crash.disk;

/** A call that changes a disk, or makes a change durable. Files are named by their number: names come and go. */
public sealed interface DiskCall {
    /** Makes a folder. */
    record MakeFolder(String path) implements DiskCall {}

    /** Makes an empty file. */
    record Create(String path, int file) implements DiskCall {}

    /** Writes bytes, which nobody changes any more, into a file. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Write(int file, int offset, byte[] bytes) implements DiskCall {
        @Override
        public String toString() {
            return "Write[file=" + file + ", offset=" + offset + ", bytes=" + bytes.length + "]";
        }
    }

    /** Cuts a file off. */
    record Truncate(int file, int bytes) implements DiskCall {}

    /** Makes a file's bytes durable. */
    record FlushFile(int file) implements DiskCall {}

    /** Gives a file another name in the same folder. */
    record Rename(String from, String to, int file) implements DiskCall {}

    /** Gives a file one more name. */
    record Link(String path, int file) implements DiskCall {}

    /** Takes a name away. */
    record Remove(String path) implements DiskCall {}

    /** Makes the names in a folder durable. */
    record FlushFolder(String path) implements DiskCall {}

    /** A transaction of the catalog is durable; it is kept elsewhere, and never torn. */
    record Commit(long number) implements DiskCall {}

    /** The folder whose names it changes; empty where it changes none. */
    default String folder() {
        return switch (this) {
            case MakeFolder(var path) -> parent(path);
            case Create create -> parent(create.path());
            case Rename rename -> parent(rename.to());
            case Link link -> parent(link.path());
            case Remove(var path) -> parent(path);
            case Write _, Truncate _, FlushFile _, FlushFolder _, Commit _ -> "";
        };
    }

    /** The file whose bytes it changes; 0 where it changes none. */
    default int content() {
        return switch (this) {
            case Write write -> write.file();
            case Truncate truncate -> truncate.file();
            case MakeFolder _, Create _, Rename _, Link _, Remove _, FlushFile _, FlushFolder _, Commit _ -> 0;
        };
    }

    /** The folder that a path lies in. */
    static String parent(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }
}
