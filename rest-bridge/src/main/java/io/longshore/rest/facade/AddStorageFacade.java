package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.AddCephBackupStorageRequest;
import io.longshore.rest.zstack.v1.AddHostBackupStorageParams;
import io.longshore.rest.zstack.v1.AddImageStoreBackupStorageRequest;
import io.longshore.rest.zstack.v1.AddSftpBackupStorageRequest;
import io.longshore.rest.zstack.v1.BackupStorageApiServiceGrpc;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.ErrorReason;
import io.longshore.v1.FileLocation;
import io.longshore.v1.SftpLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The original's ways to add a backup storage. An image store or an SFTP storage is a folder of a host: over SFTP, or on the server's own file system where
 * the host is the server's own machine. Users of a Ceph cluster are not named in the original's call: a keyring of the server's is used.
 */
final class AddStorageFacade {
    /** In the folder of credentials of the server's data folder. */
    static final String KEYRING = "ceph.client.admin.keyring";

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost");

    /** {@code user:password@host[:sshPort]/[?monPort=port]}: nobody logs in to a monitor here, so the first part is passed over. */
    private static final Pattern MONITOR =
            Pattern.compile("([^@]*@)?(?<host>\\[[^]]+]|[A-Za-z0-9._-]+)(:[0-9]+)?/?(\\?monPort=(?<port>[0-9]{1,5}))?");

    private final TaskAnswers answers;

    AddStorageFacade(TaskAnswers answers) {
        this.answers = answers;
    }

    List<FacadeMethod> methods() {
        return List.of(
                FacadeMethod.job(BackupStorageApiServiceGrpc.getAddImageStoreBackupStorageMethod(), this::imageStore),
                FacadeMethod.job(BackupStorageApiServiceGrpc.getAddSftpBackupStorageMethod(), this::sftp),
                FacadeMethod.job(BackupStorageApiServiceGrpc.getAddCephBackupStorageMethod(), this::ceph));
    }

    private JobStart imageStore(AddImageStoreBackupStorageRequest request, JobCall call) {
        var params = request.getParams();
        var create = create(params, call)
                .addAllSystemTags(request.getSystemTagsList())
                .addAllUserTags(request.getUserTagsList());
        return add(create, hostTaken("an image store", params), call);
    }

    private JobStart sftp(AddSftpBackupStorageRequest request, JobCall call) {
        var params = request.getParams();
        var create = create(params, call)
                .addAllSystemTags(request.getSystemTagsList())
                .addSystemTags(StoragePlaces.SFTP_TAG)
                .addAllUserTags(request.getUserTagsList());
        return add(create, hostTaken("a sftp", params), call);
    }

    /** A folder of a host: of the server's own file system, or over SFTP. */
    private static CreateBackupStorageRequest.Builder create(AddHostBackupStorageParams params, JobCall call) {
        var url = params.getUrl();
        if (!url.startsWith("/")) {
            throw ErrorCodes.INVALID_ARGUMENT.refusal(
                    "invalid url[%s], the url must be an absolute path starting with '/'".formatted(url));
        }
        var create = create(params.getName(), params.getResourceUuid(), call);
        if (params.hasDescription()) {
            create.setDescription(params.getDescription());
        }
        return THIS_MACHINE.contains(params.getHostname())
                ? create.setFile(FileLocation.newBuilder().setPath(url))
                : create.setSftp(SftpLocation.newBuilder()
                        .setHost(params.getHostname())
                        .setPort((int) params.getSshPort())
                        .setUser(params.getUsername())
                        .setPath(url)
                        .setPassword(params.getPassword()));
    }

    private static String hostTaken(String kind, AddHostBackupStorageParams params) {
        return "duplicate backup storage. There has been %s backup storage[hostname:%s] existing"
                .formatted(kind, params.getHostname());
    }

    private JobStart ceph(AddCephBackupStorageRequest request, JobCall call) {
        var params = request.getParams();
        var create = create(params.getName(), params.getResourceUuid(), call)
                .addAllSystemTags(request.getSystemTagsList())
                .addAllUserTags(request.getUserTagsList());
        if (params.hasDescription()) {
            create.setDescription(params.getDescription());
        }
        var location = CephLocation.newBuilder().setPool(params.getPoolName()).setKeyringFile(KEYRING);
        params.getMonUrlsList().forEach(url -> location.addMonitors(monitor(url)));
        return add(
                create.setCeph(location),
                "duplicate backup storage. There has been a ceph backup storage[pool:%s] existing"
                        .formatted(params.getPoolName()),
                call);
    }

    private static CreateBackupStorageRequest.Builder create(String name, String uuid, JobCall call) {
        return CreateBackupStorageRequest.newBuilder()
                .setName(name)
                .setUuid(uuid)
                .setRequestId(call.requestId());
    }

    private JobStart add(CreateBackupStorageRequest.Builder create, String taken, JobCall call) {
        try {
            return call.unary(
                    BackupStorageServiceGrpc.getCreateBackupStorageMethod(),
                    create.build(),
                    created -> answers.storageAdded(created.getBackupStorage()));
        } catch (Refusal refusal) {
            throw refusal.reason() == ErrorReason.STORAGE_EXISTS && placeTaken(create, call.call())
                    ? refusal.saying(taken)
                    : refusal;
        }
    }

    /** Whether it is the place that another storage has, rather than the name or the uuid. */
    private static boolean placeTaken(CreateBackupStorageRequest.Builder create, Call call) {
        return Storages.all(call).stream().anyMatch(storage -> switch (storage.getLocationCase()) {
            case FILE ->
                Path.of(create.getFile().getPath())
                        .normalize()
                        .toString()
                        .equals(storage.getFile().getPath());
            case SFTP ->
                storage.getSftp().getHost().equals(create.getSftp().getHost())
                        && storage.getSftp().getPath().equals(create.getSftp().getPath());
            case CEPH ->
                storage.getCeph().getPool().equals(create.getCeph().getPool())
                        && storage.getCeph().getMonitorsList().stream()
                                .anyMatch(create.getCeph().getMonitorsList()::contains);
            case S3, LOCATION_NOT_SET -> false;
        });
    }

    private static String monitor(String url) {
        var parts = MONITOR.matcher(url);
        if (!parts.matches()) {
            throw ErrorCodes.INVALID_ARGUMENT.refusal(
                    "invalid monUrl[%s], the sshPassword or sshUsername or hostname is not set, or the url is in a wrong format (expected: sshUser:sshPassword@hostname[:sshPort]/?[monPort=])"
                            .formatted(url.substring(url.lastIndexOf('@') + 1)));
        }
        return parts.group("port") == null ? parts.group("host") : parts.group("host") + ":" + parts.group("port");
    }
}
