package io.longshore.server.app;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.ceph.Ceph;
import io.longshore.server.driver.ceph.CephSettings;
import io.longshore.server.driver.ceph.WriterLeases;
import io.longshore.server.driver.ceph.client.ClusterSettings;
import io.longshore.server.driver.ceph.client.ClusterSettings.Credentials;
import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.secret.SecretBox;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.Location.CephCredentials;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says how storages in Ceph pools are reached. */
final class CephStorages {
    private final UUID deployment;
    private final Path credentials;
    private final SecretBox secrets;
    private final BlockCodec codec;
    private final Predicate<UUID> goesOn;

    /**
     * @param dataFolder has the folder of credentials
     * @param goesOn whether a task of this uuid has not ended: suspended ones have no leases, and what they wrote all the same
     */
    CephStorages(UUID deployment, Path dataFolder, SecretBox secrets, BlockCodec codec, Predicate<UUID> goesOn) {
        this.deployment = deployment;
        this.credentials = dataFolder.resolve("credentials");
        this.secrets = secrets;
        this.codec = codec;
        this.goesOn = goesOn;
    }

    /** @param epochs the storage's leases; Ceph needs no epochs */
    Ceph at(Location.Ceph place, Epochs epochs) {
        var cluster = new ClusterSettings(
                String.join(",", place.monitors()),
                place.user(),
                credentials(place.credentials()),
                ClusterSettings.DEFAULT_ANSWER_LIMIT,
                place.options());
        return new Ceph(new CephSettings(deployment, cluster, place.pool(), ""), leases(epochs), codec);
    }

    private Credentials credentials(@Nullable CephCredentials given) {
        return switch (given) {
            case CephCredentials.Key(var key) -> new Credentials.Key(secrets.open(key));
            case CephCredentials.Keyring(var name) ->
                new Credentials.Keyring(credentials.resolve(name).toString());
            case null -> new Credentials.None();
        };
    }

    private WriterLeases leases(Epochs epochs) {
        return new WriterLeases() {
            @Override
            public void take(UUID task) {
                var _ = epochs.lease(task);
            }

            @Override
            public boolean held(UUID task) {
                return goesOn.test(task)
                        || epochs.leases().stream()
                                .anyMatch(lease -> lease.task().equals(task));
            }
        };
    }
}
