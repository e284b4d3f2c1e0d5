package io.longshore.server.driver;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Where something stored came from.
 *
 * @param task the task that published it
 * @param deployment the deployment that ran the task
 * @param operation the operation's name in the contract, such as {@code MigrateImage}
 * @param created when the image or backup came to be (not this copy of it)
 * @param published when this manifest was made
 * @param sourceStorage the storage that it was copied from; empty for uploads
 * @param source the image or backup that it was made from, when that is another one
 * @param tool name and version of the program that converted it, when one did
 */
public record Provenance(
        UUID task,
        UUID deployment,
        String operation,
        Instant created,
        Instant published,
        Optional<UUID> sourceStorage,
        Optional<UUID> source,
        Optional<String> tool) {
    /** The same for what a program made by converting it. */
    public Provenance by(String program) {
        return new Provenance(
                task, deployment, operation, created, published, sourceStorage, source, Optional.of(program));
    }
}
