package io.longshore.rest.fake;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.Image;
import io.longshore.v1.Task;
import io.longshore.v1.VolumeBackup;
import io.longshore.v1.VolumeType;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The fake server, started, and what tests put into it and look at. */
public final class FakeLongshore implements AutoCloseable {
    /** What the fake lets jobs be polled by. */
    public static final String POLL_KEY = "a key of tests";

    /** SHA-512 of the password {@code password}. */
    public static final String PASSWORD_SHA512 = "b109f3bbbc244eb82441917ed06d618b9008dd09b3befd1b5e07394c706a8bb9"
            + "80b1d7785e5976ec049b46df5f1326af5a2ea6d103fd07c95385ffab0cacbc86";

    private final FakeState state = new FakeState();
    private final FakeTasks tasks = new FakeTasks();
    private final FakeImages images = new FakeImages(state, tasks);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;
    private final ManagedChannel channel;

    /** Starts an empty one. */
    public FakeLongshore() throws IOException {
        var name = InProcessServerBuilder.generateName();
        var sessions = new FakeSessions(POLL_KEY, PASSWORD_SHA512);
        this.server = InProcessServerBuilder.forName(name)
                .executor(threads)
                .intercept(sessions)
                .addService(sessions)
                .addService(images)
                .addService(new FakeBackups(state, tasks))
                .addService(new FakeStorages(state, tasks))
                .addService(tasks)
                .build()
                .start();
        this.channel = InProcessChannelBuilder.forName(name).build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    public BackupStorage addStorage(String name, String path) {
        return state.addStorage(FakeState.uuid(), name, path);
    }

    /** Adds a storage in a Ceph pool, with what its cluster tells. */
    public BackupStorage addCeph(String name, CephLocation location) {
        return state.addStorage(
                FakeState.uuid(),
                CreateBackupStorageRequest.newBuilder()
                        .setName(name)
                        .setCeph(location)
                        .build());
    }

    public void disableStorage(String uuid) {
        state.storages.computeIfPresent(
                uuid,
                (_, storage) -> storage.toBuilder()
                        .setState(BackupStorageState.BACKUP_STORAGE_STATE_DISABLED)
                        .build());
    }

    public Image addImage(String name, String storage) {
        return state.addImage(FakeState.uuid(), name, storage);
    }

    public void put(Image image) {
        state.images.put(image.getUuid(), image);
    }

    public Image image(String uuid) {
        return state.images.get(uuid);
    }

    public VolumeBackup addBackup(String group, VolumeType type, String storage) {
        return state.addBackup(FakeState.uuid(), group, type, storage);
    }

    /** Another task holds the image, until it is named again. */
    public void toggleBusy(String image) {
        images.toggleBusy(image);
    }

    /** From now on long operations stop half way, until {@link #resume}. */
    public void pause() {
        tasks.pause();
    }

    public void resume() {
        tasks.resume();
    }

    /** Ends all streams as a server does that stops; tasks go on. */
    public void drain() {
        tasks.drain();
    }

    public int runningTasks() {
        return tasks.running();
    }

    public Map<String, Task> tasks() {
        return tasks.all();
    }

    @Override
    public void close() {
        tasks.resume();
        channel.shutdownNow();
        server.shutdownNow();
        threads.shutdownNow();
    }
}
