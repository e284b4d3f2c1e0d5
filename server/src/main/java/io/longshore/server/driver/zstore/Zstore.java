package io.longshore.server.driver.zstore;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.OlderCatalogException;
import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.driver.zstore.gc.Reserve;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.manifest.CatalogCopies;
import io.longshore.server.driver.zstore.manifest.Collections;
import io.longshore.server.driver.zstore.manifest.FormatFile;
import io.longshore.server.driver.zstore.manifest.Ownership;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackReader;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes and opens zstores. */
public final class Zstore {
    /** Every folder and file at the top of a storage. */
    public static final Set<String> TOP_NAMES = Set.of(
            "format.json",
            "format.json.2",
            Ownership.FOLDER,
            PackId.FOLDER,
            "manifests",
            "notes",
            "trash",
            CatalogCopies.FOLDER,
            Collections.FOLDER,
            FileBlobStore.RESERVE);

    private final BlobStore blobs;
    private final ZstoreSettings settings;
    private final Epochs epochs;
    private final BlockCodec codec;
    private final InstantSource clock;

    /**
     * Says where a storage lies and who opens it.
     *
     * @param blobs where its files are; the driver closes it
     * @param epochs its epoch and leases, as the catalog keeps them
     * @param codec shared by all storages; stays open
     */
    public Zstore(BlobStore blobs, ZstoreSettings settings, Epochs epochs, BlockCodec codec, InstantSource clock) {
        this.blobs = blobs;
        this.settings = settings;
        this.epochs = epochs;
        this.codec = codec;
        this.clock = clock;
    }

    /**
     * Makes an empty storage, takes it and opens it. Doing that again after a crash goes on where it ended.
     *
     * @throws StorageFormatException when another storage, or something damaged, lies there already
     */
    public ZstoreDriver create(UUID uuid) throws IOException {
        FormatFile.write(blobs, uuid, clock);
        var ownership = new Ownership(blobs, settings.deployment());
        if (ownership.owner().isEmpty()) {
            ownership.take(settings.host(), clock);
        }
        return open(uuid);
    }

    /**
     * Opens a storage to read it alone, whosever it is and without a catalog. Writes nothing to it.
     *
     * @param cacheFolder where its index is kept meanwhile
     */
    public static ZstoreDriver read(BlobStore blobs, Path cacheFolder, BlockCodec codec) throws IOException {
        var nobody = new ZstoreSettings(UUID.randomUUID(), "nobody", cacheFolder);
        return new Zstore(blobs, nobody, new NoEpochs(), codec, InstantSource.system())
                .open(uuid(blobs), Long.MAX_VALUE);
    }

    /** The uuid of the storage that lies in a place. */
    public static UUID uuid(BlobStore blobs) throws IOException {
        return FormatFile.read(blobs).uuid();
    }

    /**
     * Takes over a storage that was made by whomever, and opens it. Whoever held it until now can only read it.
     *
     * @throws StorageFormatException when no storage of this uuid lies there, or one that can't be written here
     */
    public Adopted adopt(UUID uuid) throws IOException {
        var format = FormatFile.read(blobs);
        if (!format.uuid().equals(uuid) || !format.writable()) {
            throw new StorageFormatException("storage: " + Uuids.of(format.uuid()) + ", "
                    + (format.writable() ? "writable" : "with features that this version does not know")
                    + " (expected: "
                    + Uuids.of(uuid) + ", writable)");
        }
        var epoch = new Collections(blobs).read(0).epoch(); // damaged, nobody knows what may be deleted
        new Ownership(blobs, settings.deployment()).takeOver(settings.host(), clock);
        return new Adopted(open(uuid, epoch), epoch);
    }

    /**
     * A storage that was taken over.
     *
     * @param epoch how often garbage was collected on it
     */
    public record Adopted(ZstoreDriver driver, long epoch) {}

    /**
     * Opens a storage. One that is another deployment's, or has features that writers must know and we don't, opens
     * read-only, and so does one for which the catalog is too old ({@link OlderCatalogException} at the first write).
     *
     * @throws StorageFormatException when no storage of this uuid lies there, or it is of a format not known here
     */
    public ZstoreDriver open(UUID uuid) throws IOException {
        return open(uuid, epochs.current());
    }

    /** @param knownEpoch as far as the catalog knows, or is about to */
    private ZstoreDriver open(UUID uuid, long knownEpoch) throws IOException {
        var format = FormatFile.read(blobs);
        if (!format.uuid().equals(uuid)) {
            throw new StorageFormatException(
                    "storage: " + Uuids.of(format.uuid()) + " (expected: " + Uuids.of(uuid) + ")");
        }
        var warnings = new ArrayList<>(format.warnings());
        var ownership = new Ownership(blobs, settings.deployment());
        var collected = Collections.Collected.NONE;
        Optional<ReadOnlyStorageException> readOnly;
        try {
            collected = new Collections(blobs).read(0);
            readOnly = readOnlyReason(format, ownership, knownEpoch, collected.epoch());
        } catch (StorageFormatException e) {
            // what is damaged may say who owns it, or what is to be deleted
            readOnly = Optional.of(new ReadOnlyStorageException(String.valueOf(e.getMessage()), e));
        }
        Map<UUID, Long> lost = readOnly.isEmpty() ? clearUnfinished() : Map.of();
        if (readOnly.isEmpty()) {
            FormatFile.repair(blobs);
            new Reserve(blobs).keep();
        }
        var reader = new PackReader(blobs, uuid, codec);
        var inspector = new PackInspector(blobs, uuid, codec);
        var file = settings.cacheFolder().resolve(Uuids.of(uuid) + ".index");
        var condemned = new HashMap<>(collected.packs());
        epochs.condemned().forEach(pack -> condemned.merge(pack.pack(), pack.epoch(), Math::min));
        long epoch = Math.max(epochs.current(), collected.epoch());
        var index = new StorageIndex(blobs, uuid, reader, inspector, file, epoch, collected.epoch(), condemned);
        warnings.addAll(index.warnings());
        return new ZstoreDriver(
                uuid,
                blobs,
                index,
                reader,
                inspector,
                ownership,
                epochs,
                codec,
                clock,
                collected.epoch(),
                lost,
                readOnly,
                warnings);
    }

    /** Why the storage may not be written; empty where it may. */
    private static Optional<ReadOnlyStorageException> readOnlyReason(
            FormatFile format, Ownership ownership, long knownEpoch, long storageEpoch) throws IOException {
        if (!format.writable()) {
            return Optional.of(new ReadOnlyStorageException("it has features that this version does not know"));
        }
        if (!ownership.ours()) {
            return Optional.of(new ReadOnlyStorageException("it belongs to another deployment"));
        }
        return knownEpoch < storageEpoch
                ? Optional.of(new OlderCatalogException(knownEpoch, storageEpoch))
                : Optional.empty();
    }

    /** Removes what earlier runs left unfinished; returns the bytes of blocks that each task must send again. */
    private Map<UUID, Long> clearUnfinished() throws IOException {
        var lost = new HashMap<UUID, Long>();
        for (var folder : List.of(
                PackId.FOLDER,
                Ownership.FOLDER,
                "manifests",
                "notes",
                "trash",
                CatalogCopies.FOLDER,
                Collections.FOLDER)) {
            blobs.removeUnfinished(folder, (writer, content) -> {
                if (writer.matches("[0-9a-f]{32}")) {
                    lost.merge(Uuids.parse(writer), PackInspector.plainBytes(content), Long::sum);
                }
            });
        }
        return lost;
    }
}
