package io.longshore.server.driver.zstore.manifest;

import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.record.Envelope;
import io.longshore.server.driver.record.Protos;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** To which deployment a storage belongs. Others may read it; whoever takes it over writes the next generation. */
public final class Ownership {
    /** The folder of all generations. */
    public static final String FOLDER = "owner";

    private static final Pattern PATH = Pattern.compile(FOLDER + "/([1-9][0-9]{0,17})");

    private final SmallBlobs small;
    private final UUID deployment;

    private volatile @Nullable Owner last;

    /** The generation that we hold; 0 until we were asked. A higher one of our own is another server's, on another copy of the catalog. */
    private volatile long held;

    /** Looks as {@code deployment} at the owner of a storage. */
    public Ownership(BlobStore blobs, UUID deployment) {
        this.small = new SmallBlobs(blobs);
        this.deployment = deployment;
    }

    /**
     * Whose a storage is.
     *
     * @param generation the highest
     * @param deployment the owner
     * @param host where that was when it took the storage
     */
    public record Owner(long generation, UUID deployment, String host) {}

    /** The owner now; empty where nobody has taken the storage yet. */
    public Optional<Owner> owner() throws IOException {
        var highest = highest();
        return highest.isEmpty() ? Optional.empty() : Optional.of(read(highest.get()));
    }

    /** As {@link #owner}, without reading a generation again: none is written twice. */
    private Optional<Owner> current() throws IOException {
        var highest = highest();
        var known = last;
        return known != null && highest.equals(Optional.of(known.generation()))
                ? Optional.of(known)
                : highest.isEmpty() ? Optional.empty() : Optional.of(read(highest.get()));
    }

    private Optional<Long> highest() throws IOException {
        return small.paths(FOLDER).stream()
                .map(PATH::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> Long.parseLong(matcher.group(1)))
                .max(Comparator.naturalOrder());
    }

    private Owner read(long generation) throws IOException {
        var proto = small.read(key(generation), Envelope.Schema.OWNER, io.longshore.zstore.v1.Owner.parser())
                .orElseThrow(() -> new StorageFormatException("owner " + generation + ": gone (expected: there)"));
        if (proto.getGeneration() != generation) {
            throw new StorageFormatException(
                    "owner generation: " + proto.getGeneration() + " (expected: " + generation + ")");
        }
        var owner = new Owner(
                proto.getGeneration(), Protos.uuid(proto.getDeploymentUuid(), "deployment uuid"), proto.getHost());
        last = owner;
        return owner;
    }

    /** Whether the storage is ours now. */
    public boolean ours() throws IOException {
        return owner().map(this::isUs).orElse(false);
    }

    private boolean isUs(Owner owner) {
        if (!owner.deployment().equals(deployment)) {
            return false;
        }
        if (held == 0) {
            held = owner.generation();
        }
        return owner.generation() == held;
    }

    /** Returns where the storage is ours. One listing, as a rule: it is asked before each publication. */
    public void check() throws IOException {
        var owner = current();
        if (owner.isEmpty() || !isUs(owner.get())) {
            throw new ReadOnlyStorageException("storage: belongs to "
                    + owner.map(other -> "deployment " + other.deployment() + " (generation " + other.generation()
                                    + ", on " + other.host() + ")")
                            .orElse("nobody")
                    + " (expected: to deployment " + deployment + ")");
        }
    }

    /** Makes the storage ours by a generation of our own, also where it was: whoever held it until now can only read it. */
    public void takeOver(String host, InstantSource clock) throws IOException {
        var generation = highest().orElse(0L) + 1;
        if (!put(generation, host, clock)) {
            throw new ReadOnlyStorageException(
                    "storage: somebody else took it over at the same time, by generation " + generation);
        }
        held = generation;
    }

    /** Makes the storage ours, unless it is; whoever loses a race for it gets the exception. */
    public void take(String host, InstantSource clock) throws IOException {
        var owner = owner();
        if (owner.isPresent() && owner.get().deployment().equals(deployment)) {
            return;
        }
        long generation = owner.map(Owner::generation).orElse(0L) + 1;
        put(generation, host, clock);
        check();
    }

    private boolean put(long generation, String host, InstantSource clock) throws IOException {
        var proto = io.longshore.zstore.v1.Owner.newBuilder()
                .setGeneration(generation)
                .setDeploymentUuid(Protos.bytes(deployment))
                .setHost(host)
                .setTime(Protos.timestamp(clock.instant()))
                .build();
        return small.putIfAbsent(key(generation), Envelope.Schema.OWNER, proto);
    }

    private static BlobKey key(long generation) {
        return new BlobKey(FOLDER + "/" + generation);
    }
}
