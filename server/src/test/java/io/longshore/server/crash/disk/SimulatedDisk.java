package io.longshore.server.crash.disk;

import io.longshore.server.crash.disk.DiskCall.Create;
import io.longshore.server.crash.disk.DiskCall.FlushFile;
import io.longshore.server.crash.disk.DiskCall.FlushFolder;
import io.longshore.server.crash.disk.DiskCall.Link;
import io.longshore.server.crash.disk.DiskCall.MakeFolder;
import io.longshore.server.crash.disk.DiskCall.Remove;
import io.longshore.server.crash.disk.DiskCall.Rename;
import io.longshore.server.crash.disk.DiskCall.Truncate;
import io.longshore.server.crash.disk.DiskCall.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * A disk in memory. Its {@link #fileSystem} is used as any other; each call that changes something is remembered in order, so that
 * {@link PowerCut} can tell what may be left after any of them. Thread-safe.
 */
public final class SimulatedDisk {
    /** What positions, lengths and memory of writes past the cache must be multiples of. */
    static final int SECTOR_BYTES = 4096;

    /** Plenty, for whoever asks how much room there is. */
    private static final long TOTAL_BYTES = 1L << 40;

    private final TreeMap<String, DiskFile> files = new TreeMap<>();
    private final TreeSet<String> folders = new TreeSet<>();

    /** Files by number, those without a name included: a name may be given back to them. */
    private final Map<Integer, DiskFile> numbered = new HashMap<>();

    private final List<Logged> log = new ArrayList<>();
    private final FileSystem fileSystem = new SimulatedFileSystem(this);
    private LongSupplier catalogBytes = () -> 0;
    private DiskFaults faults = DiskFaults.NONE;
    private long totalBytes = TOTAL_BYTES;
    private String directFolder = "";
    private int lastFile;

    /** A disk with an empty root. */
    public SimulatedDisk() {
        folders.add("/");
    }

    /**
     * A call that was made.
     *
     * @param catalogBytes how much of the catalog's log was written when it was
     */
    public record Logged(DiskCall call, long catalogBytes) {}

    /** The same disk as it stands now, with everything durable and nothing remembered. */
    public synchronized SimulatedDisk copy() {
        var copy = new SimulatedDisk();
        var copies = new HashMap<Integer, DiskFile>(); // a file may have two names
        files.forEach((path, file) -> copy.files.put(path, copies.computeIfAbsent(file.number, _ -> file.copy())));
        copy.folders.addAll(folders);
        copy.lastFile = lastFile;
        copy.totalBytes = totalBytes;
        copy.directFolder = directFolder;
        return copy;
    }

    /** To be used by paths that are absolute. */
    public FileSystem fileSystem() {
        return fileSystem;
    }

    /** Forgets the calls so far; each from now on is remembered with what this says then. */
    public synchronized void record(LongSupplier writtenOfCatalog) {
        log.clear();
        catalogBytes = writtenOfCatalog;
    }

    /** The calls since {@link #record}. */
    public synchronized List<Logged> log() {
        return List.copyOf(log);
    }

    /** Has faults happen from now on. */
    public synchronized void faults(DiskFaults script) {
        faults = script;
    }

    /** Takes no byte more from now on than it has or is freed. */
    public synchronized void fill() {
        totalBytes = usedBytes();
    }

    /** Has room again. */
    public synchronized void grow() {
        totalBytes = TOTAL_BYTES;
    }

    private long usedBytes() {
        return files.values().stream().distinct().mapToLong(DiskFile::size).sum();
    }

    /** Lets files below this folder be written past the page cache. */
    public synchronized void offerDirectWrites(String folder) {
        directFolder = folder;
    }

    synchronized boolean offersDirectWrites(String path) {
        return !directFolder.isEmpty() && path.startsWith(directFolder);
    }

    /** All files' sizes, by path. */
    public synchronized Map<String, Integer> sizes() {
        var sizes = new TreeMap<String, Integer>();
        files.forEach((path, file) -> sizes.put(path, file.size()));
        return sizes;
    }

    /** The numbers of all files, by path; 0 for folders. */
    synchronized Map<String, Integer> named() {
        var named = new TreeMap<String, Integer>();
        folders.forEach(path -> named.put(path, 0));
        files.forEach((path, file) -> named.put(path, file.number));
        return named;
    }

    /** The bytes of a file. */
    public synchronized byte[] bytes(String path) {
        var file = Optional.ofNullable(files.get(path)).orElseThrow();
        var bytes = ByteBuffer.allocate(file.size());
        file.read(0, bytes);
        return bytes.array();
    }

    private void meet(DiskFaults.Verb verb, String path) throws IOException {
        DiskFaults script;
        synchronized (this) {
            script = faults;
        }
        script.before(verb, path); // not under the lock: it may wait
    }

    private void note(DiskCall call) {
        log.add(new Logged(call, catalogBytes.getAsLong()));
    }

    void makeFolder(String path) throws IOException {
        meet(DiskFaults.Verb.CREATE, path);
        synchronized (this) {
            if (files.containsKey(path) || folders.contains(path)) {
                throw new FileAlreadyExistsException(path);
            }
            checkFolder(DiskCall.parent(path));
            apply(new MakeFolder(path));
            note(new MakeFolder(path));
        }
    }

    private void checkFolder(String path) throws NoSuchFileException {
        if (!folders.contains(path)) {
            throw new NoSuchFileException(path);
        }
    }

    synchronized boolean isFolder(String path) {
        return folders.contains(path);
    }

    synchronized Optional<DiskFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    DiskFile file(String path) throws IOException {
        return find(path).orElseThrow(() -> new NoSuchFileException(path));
    }

    DiskFile create(String path) throws IOException {
        meet(DiskFaults.Verb.CREATE, path);
        synchronized (this) {
            if (files.containsKey(path) || folders.contains(path)) {
                throw new FileAlreadyExistsException(path);
            }
            checkFolder(DiskCall.parent(path));
            var call = new Create(path, ++lastFile);
            apply(call);
            note(call);
            return file(path);
        }
    }

    int read(DiskFile file, String path, long offset, ByteBuffer target) throws IOException {
        meet(DiskFaults.Verb.READ, path);
        synchronized (this) {
            return file.read(offset, target);
        }
    }

    /** Writes what remains, or less where a fault says so. */
    int write(DiskFile file, String path, long offset, ByteBuffer source) throws IOException {
        meet(DiskFaults.Verb.WRITE, path);
        synchronized (this) {
            var bytes = new byte[writable(file, path, offset, source.remaining())];
            source.get(bytes);
            var call = new Write(file.number, Math.toIntExact(offset), bytes);
            file.write(call.offset(), bytes, bytes.length);
            note(call);
            return bytes.length;
        }
    }

    /** Past the cache whole sectors are written, so few as they may be. */
    private int writable(DiskFile file, String path, long offset, int bytes) throws IOException {
        if (offset + bytes - file.size() > freeBytes()) {
            throw new IOException(path + ": No space left on device");
        }
        int writable = faults.writable(bytes);
        boolean direct = offersDirectWrites(path) && bytes % SECTOR_BYTES == 0 && bytes > 0;
        return direct ? Math.max(SECTOR_BYTES, writable / SECTOR_BYTES * SECTOR_BYTES) : writable;
    }

    synchronized int size(DiskFile file) {
        return file.size();
    }

    synchronized void truncate(DiskFile file, long size) {
        file.truncate(Math.toIntExact(size));
        note(new Truncate(file.number, Math.toIntExact(size)));
    }

    void flush(DiskFile file, String path) throws IOException {
        meet(DiskFaults.Verb.FLUSH, path);
        synchronized (this) {
            note(new FlushFile(file.number));
        }
    }

    void flushFolder(String path) throws IOException {
        meet(DiskFaults.Verb.FLUSH_FOLDER, path);
        synchronized (this) {
            note(new FlushFolder(path));
        }
    }

    void rename(String from, String to) throws IOException {
        meet(DiskFaults.Verb.RENAME, to);
        synchronized (this) {
            if (!DiskCall.parent(from).equals(DiskCall.parent(to))) {
                throw new IOException(from + " to " + to + " (expected: in one folder)");
            }
            var call = new Rename(from, to, file(from).number);
            apply(call);
            note(call);
        }
    }

    void link(String path, String existing) throws IOException {
        meet(DiskFaults.Verb.CREATE, path);
        synchronized (this) {
            if (files.containsKey(path)) {
                throw new FileAlreadyExistsException(path);
            }
            files.put(path, file(existing));
            note(new Link(path, file(existing).number));
        }
    }

    void remove(String path) throws IOException {
        meet(DiskFaults.Verb.REMOVE, path);
        synchronized (this) {
            if (folders.contains(path)) {
                if (!names(path).isEmpty()) {
                    throw new DirectoryNotEmptyException(path);
                }
            } else {
                var _ = file(path);
            }
            apply(new Remove(path));
            note(new Remove(path));
        }
    }

    /** The paths of what lies in a folder. */
    List<String> list(String folder) throws IOException {
        meet(DiskFaults.Verb.LIST, folder);
        synchronized (this) {
            checkFolder(folder);
            return names(folder);
        }
    }

    private List<String> names(String folder) {
        var paths = new ArrayList<String>();
        var prefix = folder.equals("/") ? "/" : folder + "/";
        for (var all : List.of(files.keySet(), folders)) {
            all.stream()
                    .filter(path -> path.startsWith(prefix) && path.length() > prefix.length())
                    .filter(path -> path.indexOf('/', prefix.length()) < 0)
                    .forEach(paths::add);
        }
        return paths;
    }

    synchronized long totalBytes() {
        return totalBytes;
    }

    /** What may still be written. */
    public synchronized long freeBytes() {
        return faults.full() ? 0 : totalBytes - usedBytes();
    }

    /** Does to names and files what a call did, as far as what it needs is there. */
    void apply(DiskCall call) {
        switch (call) {
            case MakeFolder(var path) -> folders.add(path);
            case Create(var path, var number) -> files.put(path, known(number));
            case Write(var number, var offset, var bytes) -> known(number).write(offset, bytes, bytes.length);
            case Truncate(var number, var size) -> known(number).truncate(size);
            case Rename(var from, var to, var number) -> {
                var file = known(number);
                files.remove(from, file);
                files.put(to, file);
            }
            case Link(var path, var number) -> files.put(path, known(number));
            case Remove(var path) -> {
                files.remove(path);
                folders.remove(path);
            }
            case FlushFile _, FlushFolder _, DiskCall.Commit _ -> {}
        }
    }

    private DiskFile known(int number) {
        if (numbered.isEmpty()) {
            files.values().forEach(file -> numbered.put(file.number, file));
        }
        lastFile = Math.max(lastFile, number);
        return numbered.computeIfAbsent(number, DiskFile::new);
    }

    /** Takes away what lies in folders that are not there. */
    void dropLost() {
        var lost = new TreeSet<String>();
        for (var folder : folders) { // parents come before what is in them
            var parent = DiskCall.parent(folder);
            if (!folder.equals("/") && (lost.contains(parent) || !folders.contains(parent))) {
                lost.add(folder);
            }
        }
        folders.removeAll(lost);
        files.keySet().removeIf(path -> !folders.contains(DiskCall.parent(path)));
    }
}
