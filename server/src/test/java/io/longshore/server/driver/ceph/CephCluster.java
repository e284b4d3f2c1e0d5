package io.longshore.server.driver.ceph;

import static org.awaitility.Awaitility.await;

import io.longshore.server.driver.ceph.client.ClusterSettings;
import io.longshore.server.driver.ceph.client.ClusterSettings.Credentials;
import io.longshore.server.driver.peer.Watchdog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A real Ceph cluster of one node, on this machine's loopback alone: a monitor, a manager and an OSD that keeps everything in memory. Needs the packages
 * ceph-mon, ceph-mgr, ceph-osd and ceph-common. Each daemon is a child of this process, and ended by its id.
 */
public final class CephCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String POOL = "images";

    private final Path folder;
    private final String monitors;
    private final String monitor;
    private final List<Daemon> daemons = new ArrayList<>();

    /** One of the cluster's processes, and how it is started. */
    private record Daemon(List<String> command, Process process) {}

    private CephCluster(Path folder, int port, int olderPort) {
        this.folder = folder;
        this.monitors = "[v2:127.0.0.1:" + port + ",v1:127.0.0.1:" + olderPort + "]";
        this.monitor = "v1:127.0.0.1:" + olderPort;
    }

    /** Starts a cluster whose OSD has room for {@code bytes}, with a pool for images. */
    public static CephCluster start(long bytes) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("ceph");
        var cluster = new CephCluster(folder, freePort(), freePort());
        boolean started = false;
        try {
            cluster.configure(bytes);
            cluster.boot();
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void configure(long bytes) throws IOException {
        for (var name : List.of("mon.a", "osd.0", "mgr.x")) {
            Files.createDirectories(folder.resolve(name));
        }
        // One copy, one placement group size that suits an OSD in memory, and no complaints about either.
        Files.writeString(folder.resolve("ceph.conf"), """
            [global]
            fsid = %s
            mon host = %s
            public addr = 127.0.0.1
            cluster addr = 127.0.0.1
            keyring = %2$s/keyring
            admin socket =
            crash dir = %2$s
            osd pool default size = 1
            osd pool default min size = 1
            osd crush chooseleaf type = 0
            mon allow pool size one = true
            mon max pg per osd = 2000
            mon warn on pool no redundancy = false
            auth allow insecure global id reclaim = false
            mon data avail crit = 1
            mon data avail warn = 1
            [client]
            log file =
            [mon]
            log file = %2$s/mon.log
            mon cluster log file = %2$s/cluster.log
            mon data = %2$s/mon.a
            paxos propose interval = 0.1
            [mgr]
            log file = %2$s/mgr.log
            mgr data = %2$s/mgr.x
            mgr modules =
            [osd]
            log file = %2$s/osd.log
            osd data = %2$s/osd.0
            osd objectstore = memstore
            memstore device bytes = %4$d
            osd class load list = *
            osd class default list = *
            # What an OSD has in memory it writes to its folder when it is stopped, unless it hurries.
            osd fast shutdown = false
            # Ceph's promise that nobody else answers for a placement group lasts so many times 20 s. With one copy, and up to version 16, a group whose promise ran
            # out while its OSD was stopped answers nobody again if it is asked before it is renewed: it lasts for longer than tests stop an OSD.
            osd pool default read lease ratio = 15
            """.replace("%s\nmon host = %s", "%1$s\nmon host = %3$s")
                .formatted(UUID.randomUUID(), folder, monitors, bytes));
    }

    private void boot() throws IOException, InterruptedException {
        var keyring = keyring();
        run("ceph-authtool", "-C", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
        for (var name : List.of("client.admin", "osd.0", "mgr.x")) {
            run(
                    "ceph-authtool",
                    keyring,
                    "--gen-key",
                    "-n",
                    name,
                    "--cap",
                    "mon",
                    "allow *",
                    "--cap",
                    "osd",
                    "allow *",
                    "--cap",
                    "mgr",
                    "allow *");
        }
        var map = folder.resolve("monmap").toString();
        var fsid = setting("fsid");
        run("monmaptool", "--create", "--fsid", fsid, "--clobber", "--addv", "a", monitors, map);
        run("ceph-mon", "-i", "a", "--mkfs", "--monmap", map, "--keyring", keyring);
        daemon("ceph-mon", "-i", "a");
        run("ceph", "--connect-timeout", "30", "-s");
        // The monitor says nothing to an OSD that has another uuid than it was told here.
        var uuid = UUID.randomUUID().toString();
        run("ceph", "osd", "new", uuid, "0");
        run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", uuid);
        daemon("ceph-osd", "-i", "0");
        daemon("ceph-mgr", "-i", "x");
        awaitOsd();
        run("ceph", "osd", "pool", "create", POOL, "8", "8");
        run("rbd", "pool", "init", POOL); // ends when the pool takes writes
    }

    private void awaitOsd() {
        await().atMost(PATIENCE)
                .until(() -> run("ceph", "osd", "stat", "-f", "json").contains("\"num_up_osds\":1"));
    }

    private String setting(String key) throws IOException {
        return Files.readAllLines(folder.resolve("ceph.conf")).stream()
                .filter(line -> line.startsWith(key + " = "))
                .map(line -> line.substring(key.length() + 3))
                .findFirst()
                .orElseThrow();
    }

    private void daemon(String... command) throws IOException {
        var all = new ArrayList<>(List.of(command));
        all.add("-f");
        daemons.add(started(all));
    }

    private Daemon started(List<String> command) throws IOException {
        return new Daemon(command, Watchdog.watch(start(command, folder.resolve(command.getFirst() + ".out"))));
    }

    private Process start(List<String> command, Path out) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("CEPH_CONF", folder.resolve("ceph.conf").toString());
        builder.environment().remove("CEPH_ARGS");
        return builder.start();
    }

    /** Runs one of Ceph's own programs on this cluster and returns what it printed; one that fails throws that. */
    public String run(String... command) throws IOException, InterruptedException {
        var out = Files.createTempFile(folder, "run", ".out");
        var process = start(List.of(command), out);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": does not end");
        }
        var printed = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
        Files.delete(out);
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": exit code " + process.exitValue() + ", " + printed);
        }
        return printed;
    }

    /**
     * Starts radosgw, an S3 server that keeps its objects in this cluster, and makes a user of it. Needs the package radosgw; ends with the cluster.
     *
     * @return where it answers
     */
    public URI startGateway(String accessKeyId, String secretAccessKey) throws IOException, InterruptedException {
        int port = freePort();
        var keyring = folder.resolve("gateway.keyring").toString();
        run("ceph", "auth", "get-or-create", "client.gateway", "mon", "allow *", "osd", "allow *", "-o", keyring);
        daemon(
                "radosgw",
                "-n",
                "client.gateway",
                "--keyring",
                keyring,
                "--rgw-frontends",
                "beast endpoint=127.0.0.1:" + port,
                "--rgw-data",
                Files.createDirectories(folder.resolve("gateway")).toString());
        await().atMost(PATIENCE)
                .until(() -> answers(port) || !daemons.getLast().process().isAlive());
        if (!daemons.getLast().process().isAlive()) {
            throw new IOException("radosgw ended: " + Files.readString(folder.resolve("radosgw.out")));
        }
        run(
                "radosgw-admin",
                "user",
                "create",
                "--uid",
                "tester",
                "--display-name",
                "tester",
                "--access-key",
                accessKeyId,
                "--secret-key",
                secretAccessKey);
        return URI.create("http://127.0.0.1:" + port);
    }

    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** The id that the cluster has. */
    public String fsid() throws IOException {
        return setting("fsid");
    }

    /** Where the monitor answers, in one way of two. */
    public String monitor() {
        return monitor;
    }

    /** The pool for images. */
    public String pool() {
        return POOL;
    }

    /** The file that has everybody's keys. */
    public String keyring() {
        return folder.resolve("keyring").toString();
    }

    /** The file from which Ceph's own programs learn all of this. */
    public String configuration() {
        return folder.resolve("ceph.conf").toString();
    }

    /** How this cluster is reached, by whom everything is allowed to. */
    public ClusterSettings settings(Duration answerLimit) {
        return new ClusterSettings(monitors, "admin", new Credentials.Keyring(keyring()), answerLimit, Map.of());
    }

    /** Stops the OSD where it is: its port stays open and nothing answers. */
    public void freezeOsd() throws IOException, InterruptedException {
        signal("-STOP", osd());
    }

    private Process monitorProcess() {
        return daemons.getFirst().process();
    }

    private Process osd() {
        return daemons.get(1).process();
    }

    /** Stops all daemons, the OSD as its operator would, so that it keeps what it has. Nothing is left that listens. */
    public void stop() throws InterruptedException {
        osd().destroy();
        if (!osd().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("ceph-osd does not end (expected: within " + PATIENCE + ")");
        }
        end();
    }

    /** Starts them again where they were, and returns when the pool takes writes. */
    public void startAgain() throws IOException, InterruptedException {
        for (int i = 0; i < daemons.size(); i++) {
            daemons.set(i, started(daemons.get(i).command()));
        }
        awaitOsd();
        awaitWrites();
    }

    /** Writes to each placement group, by names that are enough to meet each of them. */
    private void awaitWrites() throws IOException, InterruptedException {
        for (int i = 0; i < 16; i++) {
            run("rados", "-p", POOL, "put", "awake-" + i, "/dev/null");
        }
    }

    /** Lets it go on, and returns when it takes writes again: by now the monitor may have counted it out. */
    public void thawOsd() throws IOException, InterruptedException {
        signal("-CONT", osd());
        awaitWrites();
    }

    /** The same with the monitor. */
    public void freezeMonitor() throws IOException, InterruptedException {
        signal("-STOP", monitorProcess());
    }

    public void thawMonitor() throws IOException, InterruptedException {
        signal("-CONT", monitorProcess());
    }

    /** Limits what the pool takes, and returns when that has come about; 0 for no limit. */
    public void limitPool(long bytes) throws IOException, InterruptedException {
        run("ceph", "osd", "pool", "set-quota", POOL, "max_bytes", Long.toString(bytes));
        await().atMost(PATIENCE)
                .until(() -> run("ceph", "osd", "pool", "ls", "detail").contains("full_quota") == (bytes > 0));
    }

    private void signal(String signal, Process daemon) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", signal, Long.toString(daemon.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill " + signal + " " + daemon.pid() + ": exit code " + kill.exitValue());
        }
    }

    private void end() {
        daemons.reversed().forEach(daemon -> daemon.process().destroyForcibly());
        daemons.forEach(daemon -> daemon.process().onExit().join());
    }

    @Override
    public void close() throws IOException {
        end();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
