package io.longshore.server.driver.ceph;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the next attempt makes of a writer that was killed with its lock. */
class TakeoverTest {
    private static final String NAMESPACE = "killed";

    @Test
    void goesOnFromTheSealsOfAKilledWriterAndSaysWhatItWaitsFor() throws Exception {
        var task = UUID.randomUUID();
        var disk = KilledWriter.disk();
        try (var cluster = CephCluster.start(2L << 30);
                var codec = new BlockCodec()) {
            var named = writeAndDie(cluster, task);
            assertThat(named).hasSize(1);

            var settings = new CephSettings(
                    KilledWriter.DEPLOYMENT, cluster.settings(Duration.ofSeconds(30)), cluster.pool(), NAMESPACE);
            var waits = new ArrayList<String>();
            try (var driver = new Ceph(settings, new MemoryLeases(), codec).open(KilledWriter.STORAGE);
                    var session =
                            driver.startWriting(new WriteRequest(task, named, Optional.empty()), telling(waits))) {
                assertThat(waits).singleElement().asString().contains("of an earlier attempt", "lock");
                assertThat(session.sealed()).extracting(SealedPack::name).isEqualTo(named);
                assertThat(session.lostBytes()).isBetween(0L, 6L * DiskTree.BLOCK_BYTES);
                disk.writeTo(session.openDisk(task, disk.lengthBytes), codec);
                session.seal();
                int blocks = 0;
                for (var pack : session.sealed()) {
                    blocks += session.readBack(pack).blocks();
                }
                assertThat(blocks).isEqualTo(70);
                session.publish(manifest(task, disk.identity()));
                try (var reader = driver.open(disk.identity())) {
                    var all = ByteBuffer.allocate((int) disk.lengthBytes);
                    reader.read(0, all);
                    assertThat(all.array()).isEqualTo(disk.bytes());
                }
            }
        }
    }

    /** Returns the names of the packs that the writer had sealed when it was killed. */
    private static List<String> writeAndDie(CephCluster cluster, UUID task) throws IOException, InterruptedException {
        var settings = cluster.settings(Duration.ofSeconds(30));
        var writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        settings.monitors(),
                        cluster.keyring(),
                        cluster.pool(),
                        NAMESPACE,
                        task.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var named = new ArrayList<String>();
        try (var lines = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); !"written".equals(line); line = lines.readLine()) {
                named.add(Objects.requireNonNull(line, "the writer ended by itself"));
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        return named;
    }

    private static WriteListener telling(List<String> waits) {
        return new WriteListener() {
            @Override
            public void waiting(String reason) {
                waits.add(reason);
            }

            @Override
            public void sealed(SealedPack pack) {}
        };
    }

    private static Manifest manifest(UUID task, DiskIdentity content) {
        var provenance = new Provenance(
                task,
                KilledWriter.DEPLOYMENT,
                "MigrateImage",
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Manifest(
                ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID()), StoredDisk.of(content, "raw"), provenance);
    }
}
