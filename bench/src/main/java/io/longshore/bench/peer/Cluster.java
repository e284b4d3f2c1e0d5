package io.longshore.bench.peer;

import io.longshore.v1.CephLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Ceph cluster that somebody runs, and a pool of it.
 *
 * @param configuration from which Ceph's own programs learn where it is and who they are; its user has to be allowed to read its own key
 */
public record Cluster(Shell shell, Path configuration, String pool) {
    private static final String USER = "admin";

    /** How Longshore is told of it. */
    public CephLocation location() throws IOException, InterruptedException {
        var map = JsonMapper.shared().readTree(ceph("mon", "dump", "--format", "json"));
        var monitors = StreamSupport.stream(map.get("mons").spliterator(), false)
                .map(monitor -> monitor.get("public_addrs").get("addrvec").get(0))
                .map(address -> address.get("type").asString() + ":"
                        + address.get("addr").asString())
                .toList();
        return CephLocation.newBuilder()
                .addAllMonitors(monitors)
                .setPool(pool)
                .setUser(USER)
                .setKey(ceph("auth", "get-key", "client." + USER).strip())
                .build();
    }

    private String ceph(String... words) throws IOException, InterruptedException {
        return shell.sh(program("ceph", List.of(words)) + " 2>/dev/null");
    }

    /** Runs rbd in the pool. */
    public void rbd(String... words) throws IOException, InterruptedException {
        shell.sh(rbdCommand(words));
    }

    /** The same, as words for a shell's pipe. */
    public String rbdCommand(String... words) {
        return program("rbd", List.of(words)) + " --pool '" + pool + "' --no-progress";
    }

    private String program(String name, List<String> words) {
        return name + " --conf '" + configuration + "' " + String.join(" ", words);
    }
}
