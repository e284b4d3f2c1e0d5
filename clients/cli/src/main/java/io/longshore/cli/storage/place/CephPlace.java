package io.longshore.cli.storage.place;

import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CreateBackupStorageRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A pool of a Ceph cluster. */
final class CephPlace implements Place.Kind {
    @Option(
            names = "--ceph",
            paramLabel = "MONITOR[,MONITOR...]/POOL",
            required = true,
            description = "Where the monitors answer (host or host:port), and the pool.")
    private String place = "";

    @Option(names = "--ceph-user", paramLabel = "NAME", description = "The cephx user, without client. Default: admin.")
    private String user = "";

    @Option(
            names = "--client-option",
            paramLabel = "NAME=VALUE",
            description = "An option of the Ceph client, such as rados_osd_op_timeout=10.")
    private Map<String, String> options = new LinkedHashMap<>();

    @ArgGroup
    private @Nullable Proof proof;

    /** How the server proves who it is, where not by a key that is asked for. */
    private static final class Proof {
        @Option(
                names = "--keyring-file",
                paramLabel = "NAME",
                description = "A keyring in the folder credentials of the server's data folder.")
        private @Nullable String keyringFile;

        @Option(names = "--no-cephx", description = "The cluster asks for no proof.")
        private boolean none;
    }

    @Override
    public void put(CreateBackupStorageRequest.Builder request, StorageSecret secret) throws IOException {
        int slash = place.indexOf('/');
        if (slash < 1 || slash == place.length() - 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--ceph: " + place + " (expected: MONITOR[,MONITOR...]/POOL)", List.of());
        }
        var location = CephLocation.newBuilder()
                .addAllMonitors(List.of(place.substring(0, slash).split(",", -1)))
                .setPool(place.substring(slash + 1))
                .setUser(user)
                .putAllOptions(options);
        if (proof == null || (proof.keyringFile == null && !proof.none)) {
            location.setKey(secret.read("cephx key of client." + (user.isEmpty() ? "admin" : user)));
        } else if (proof.keyringFile != null) {
            location.setKeyringFile(proof.keyringFile);
        }
        request.setCeph(location);
    }
}
