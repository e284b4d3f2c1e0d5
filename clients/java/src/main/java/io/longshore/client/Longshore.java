package io.longshore.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.BackupServiceGrpc.BackupServiceBlockingV2Stub;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageServiceGrpc.BackupStorageServiceBlockingV2Stub;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.ContentServiceGrpc.ContentServiceBlockingV2Stub;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ImageServiceGrpc.ImageServiceBlockingV2Stub;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.SessionServiceGrpc;
import io.longshore.v1.SessionServiceGrpc.SessionServiceBlockingV2Stub;
import io.longshore.v1.Task;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskServiceGrpc.TaskServiceBlockingV2Stub;
import io.longshore.v1.WatchTasksRequest;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A connection to one server. It is made when the first call needs it, and again when it is lost; sessions are begun, kept and
 * renewed by themselves. Thread-safe.
 *
 * {@snippet :
 * try (var longshore = Longshore.connect("127.0.0.1:50051")) {
 *     var request = MigrateImageRequest.newBuilder().setImageUuid(image)
 *             .setSourceBackupStorageUuid(a).setDestinationBackupStorageUuid(b).build();
 *     try (var task = longshore.start(Operation.migrateImage(request))) {
 *         for (TaskEvent event : task) {
 *             System.out.println(event);
 *         }
 *         System.out.println(task.result().getReceipt());
 *     }
 * }
 * }
 *
 * <p>Methods block, on virtual threads as on others. They throw {@link LongshoreException} where the server refuses or is lost for
 * longer than {@link TimeLimits#patience}, and {@link InterruptedException} where the calling thread is interrupted.
 */
public final class Longshore implements AutoCloseable {
    private final TimeLimits limits;
    private final EventLoopGroup eventLoop;
    private final ManagedChannel channel;
    private final CallRules rules;
    private final Sessions sessions;
    private final Contact contact;
    private volatile boolean closed;

    /** A unary call. */
    @FunctionalInterface
    public interface Unary<T> {
        /** Makes the call; where it is made again, it must mean the same. */
        T call() throws StatusException;
    }

    Longshore(LongshoreBuilder settings, Target target) throws IOException {
        var credentials = Channels.credentials(target); // before there is anything to close
        this.limits = settings.limits;
        this.eventLoop = Channels.eventLoop();
        this.channel = Channels.open(target.address(), credentials, eventLoop);
        this.rules = new CallRules();
        this.contact = new Contact(target.address(), settings.notices);
        this.sessions = new Sessions(target, settings.sessionFiles, rules, this);
    }

    /**
     * Prepares a connection to the server that the environment names; nothing is sent yet. {@link Target} says which variables are
     * looked at.
     *
     * @throws IOException where a file that the environment names can't be read
     */
    public static Longshore connect() throws IOException {
        return builder().connect();
    }

    /**
     * Prepares a connection to this server, with the credentials of the environment; nothing is sent yet.
     *
     * @param server {@code HOST[:PORT]}, or {@code https://HOST:PORT} for TLS
     * @throws IOException where a file that the environment names can't be read
     * @throws IllegalArgumentException where the address has another form
     */
    public static Longshore connect(String server) throws IOException {
        return builder().server(server).connect();
    }

    /** Prepares a connection with settings of the caller's own. */
    public static LongshoreBuilder builder() {
        return new LongshoreBuilder();
    }

    /** The caller's session, for those who begin, show and end it. */
    public Sessions sessions() {
        return sessions;
    }

    /** Makes a unary call of a stub under a session: {@code call(() -> images().getImage(request))}. A lost server is waited for. */
    public <T> T call(Unary<T> call) throws InterruptedException {
        var attempts = attempts();
        while (true) {
            try {
                attempts.begin();
                var answer = call.call();
                attempts.gained();
                return answer;
            } catch (StatusException e) {
                attempts.failed(e);
            }
        }
    }

    /** Makes a unary call that needs no session. */
    <T> T callOpenly(Unary<T> call) throws InterruptedException {
        var attempts = attempts();
        while (true) {
            try {
                var answer = call.call();
                attempts.gained();
                return answer;
            } catch (StatusException e) {
                attempts.failedOpenly(e);
            }
        }
    }

    /**
     * Starts an operation, or attaches to the task that this operation started before, and returns when the server has taken it
     * on. The task ends whether it is watched or not.
     *
     * @throws LongshoreException where the operation is refused
     */
    public <R> WatchedTask<R> start(Operation<R> operation) throws InterruptedException {
        return WatchedTask.start(this, operation);
    }

    /** Starts an operation and leaves it to itself; returns the task as it stood then. */
    public Task startDetached(Operation<?> operation) throws InterruptedException {
        return call(() -> operation.startDetached(this));
    }

    /** Attaches to a task, running or ended; {@link WatchedTask#result} is the task itself. */
    public WatchedTask<Task> watch(String taskUuid) throws InterruptedException {
        return start(Operation.watch(taskUuid));
    }

    /** Watches all tasks that the caller may see, from those that live now. */
    public WatchedTasks watchTasks() throws InterruptedException {
        return watchTasks(WatchTasksRequest.getDefaultInstance());
    }

    /**
     * Watches tasks.
     *
     * @param request which ones; with the {@code resume_token} of an earlier watch, of this program or the one before, those too that have ended since
     * @throws LongshoreException where a condition or the token is refused
     */
    public WatchedTasks watchTasks(WatchTasksRequest request) throws InterruptedException {
        return WatchedTasks.start(this, request);
    }

    /**
     * Sends a file to a storage as a fresh upload, of which {@link Operation#addImage} and others make something. Holes are not
     * sent.
     *
     * @throws IOException where the file can't be read, is empty, or was changed meanwhile
     */
    public SentFile upload(Path file, String storageUuid) throws IOException, InterruptedException {
        var request = CreateUploadRequest.newBuilder()
                .setBackupStorageUuid(storageUuid)
                .build();
        return upload(file, request, TransferListener.NONE);
    }

    /**
     * Sends a file.
     *
     * @param request where to, and what is expected of the bytes; how many they are is filled in here. The uuid of an unfinished upload of
     *     this file goes on with it
     * @throws IOException where the file can't be read, is empty, or was changed meanwhile
     */
    public SentFile upload(Path file, CreateUploadRequest request, TransferListener listener)
            throws IOException, InterruptedException {
        return new Uploads(this).send(file, request, listener);
    }

    /**
     * Fetches an image into a file that is not there yet, and compares it with what is stored.
     *
     * @throws java.nio.file.FileAlreadyExistsException where the file is there
     * @throws DamagedContentException where the bytes that came are not those that are stored; no file is left
     */
    public FetchedFile downloadImage(String imageUuid, Path file) throws IOException, InterruptedException {
        return download(ReadRequest.newBuilder().setImageUuid(imageUuid).build(), file, TransferListener.NONE);
    }

    /**
     * Fetches an image or a backup into a file, all of it whatever its offset and limit say. The bytes go to {@code FILE.part}, with
     * holes kept; only what is equal to what is stored gets the file's name.
     *
     * @param options {@link java.nio.file.StandardCopyOption#REPLACE_EXISTING} to replace a file that is there
     * @throws java.nio.file.FileAlreadyExistsException where one is there and may not be replaced; a device never is, see {@link #downloadOnto}
     * @throws DamagedContentException where the bytes that came are not those that are stored; no file is left
     */
    public FetchedFile download(ReadRequest source, Path file, TransferListener listener, CopyOption... options)
            throws IOException, InterruptedException {
        return new Downloads(this).fetch(source, file, listener, options);
    }

    /**
     * Brings an image or a backup onto a file or block device that is there, and writes only what differs, zeros included. What was written is forced to the device,
     * read back and compared. Bytes beyond the content are left as they are. Broken off, it may be called again and goes on.
     *
     * @throws java.nio.file.FileSystemException where the target is smaller than the content; nothing is written then
     * @throws DamagedContentException where what came, or what was read back, is not what is stored
     */
    public OverwrittenFile downloadOnto(ReadRequest source, Path target, TransferListener listener)
            throws IOException, InterruptedException {
        return new Overwrites(this).onto(source, target, listener);
    }

    /** The generated calls about images. Made inside {@link #call}, they have a session and survive a lost server. */
    public ImageServiceBlockingV2Stub images() {
        return ImageServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    /** The generated calls about backups. */
    public BackupServiceBlockingV2Stub backups() {
        return BackupServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    /** The generated calls about backup storages. */
    public BackupStorageServiceBlockingV2Stub storages() {
        return BackupStorageServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    /** The generated calls about uploads and reading. */
    public ContentServiceBlockingV2Stub content() {
        return ContentServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    /** The generated calls about tasks. */
    public TaskServiceBlockingV2Stub tasks() {
        return TaskServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    SessionServiceBlockingV2Stub sessionCalls() {
        return SessionServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    TimeLimits limits() {
        return limits;
    }

    /** Begins the bookkeeping of a call that may be made several times. */
    Attempts attempts() {
        return new Attempts(sessions, new Patience(contact, limits.patience()), () -> !closed, this::reconnect);
    }

    /** Ends the connection at once, and the calls that wait with {@code CANCELLED}. Tasks go on, and the session stays. */
    @Override
    public void close() {
        closed = true;
        channel.shutdownNow();
        var _ = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private void reconnect() {
        channel.resetConnectBackoff(); // gRPC's own pauses grow past ours
    }
}
