package io.longshore.server.storage;

import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Signs the manifests that this deployment's tasks publish, and finds them again after a crash. */
public final class ManifestAuthor {
    private final UUID deployment;
    private final InstantSource clock;

    public ManifestAuthor(UUID deployment, InstantSource clock) {
        this.deployment = deployment;
        this.clock = clock;
    }

    /**
     * Where a manifest comes from that a task is about to publish.
     *
     * @param operation the operation's name in the contract
     * @param created when the image or backup came to be
     */
    public Provenance provenance(String taskUuid, String operation, Instant created) {
        return new Provenance(
                Uuids.parse(taskUuid),
                deployment,
                operation,
                created,
                clock.instant(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same for a copy of what lies on another storage. */
    public Provenance copied(String taskUuid, String operation, Instant created, String sourceStorageUuid) {
        return new Provenance(
                Uuids.parse(taskUuid),
                deployment,
                operation,
                created,
                clock.instant(),
                Optional.of(Uuids.parse(sourceStorageUuid)),
                Optional.empty(),
                Optional.empty());
    }

    /** The same for what is made from another image or backup, which lies on that storage. */
    public Provenance derived(
            String taskUuid, String operation, Instant created, String sourceStorageUuid, String sourceUuid) {
        return new Provenance(
                Uuids.parse(taskUuid),
                deployment,
                operation,
                created,
                clock.instant(),
                Optional.of(Uuids.parse(sourceStorageUuid)),
                Optional.of(Uuids.parse(sourceUuid)),
                Optional.empty());
    }

    /** Whether this deployment published a manifest. */
    public boolean wrote(Manifest manifest) {
        return manifest.provenance().deployment().equals(deployment);
    }

    /** What an earlier attempt of a task published for a resource before it was cut off. */
    public Optional<Manifest> published(StorageDriver storage, ManifestKind kind, String uuid, String taskUuid)
            throws IOException {
        var task = Uuids.parse(taskUuid);
        for (var key : storage.manifests(kind, Uuids.parse(uuid))) {
            var manifest = storage.manifest(key);
            if (manifest.isPresent() && manifest.get().provenance().task().equals(task)) {
                return manifest;
            }
        }
        return Optional.empty();
    }
}
