package io.longshore.server.crash;

import io.longshore.server.crash.disk.SimulatedDisk;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.zstore.MemoryEpochs;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Reads storages as somebody does who has their files and nothing else: neither catalog nor server, and no right to write. */
final class Alone {
    private static final UUID STRANGER = UUID.fromString("00000000-0000-4000-8000-0000000000aa");

    private Alone() {}

    /** Checks that each manifest that is there has the whole of its disk. */
    static void check(SimulatedDisk disk) throws IOException {
        try (var codec = new BlockCodec()) {
            for (var uuid : List.of(Client.A, Client.B)) {
                check(disk, uuid, codec);
            }
        }
    }

    private static void check(SimulatedDisk disk, String uuid, BlockCodec codec) throws IOException {
        var cache = Files.createDirectories(disk.fileSystem().getPath("/stranger"));
        var settings = new ZstoreSettings(STRANGER, "elsewhere", cache);
        var blobs = new FileBlobStore(disk.fileSystem().getPath(Client.folder(uuid)));
        var zstore = new Zstore(blobs, settings, new MemoryEpochs(), codec, InstantSource.system());
        try (var storage = zstore.open(Uuids.parse(uuid))) {
            for (var kind : ManifestKind.values()) {
                for (var key : storage.manifests(kind)) {
                    var manifest = storage.manifest(key).orElseThrow();
                    if (manifest.body() instanceof Manifest.StoredDisk stored) {
                        Contents.check(storage, Uuids.of(key.uuid()), stored.content());
                    }
                }
            }
        }
    }
}
