package io.longshore.cli.storage;

import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.output.Resource;
import io.longshore.cli.storage.place.Place;
import io.longshore.client.Operation;
import io.longshore.v1.AdoptBackupStorageRequest;
import io.longshore.v1.AdoptBackupStorageResult;
import io.longshore.v1.CreateBackupStorageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code storage adopt}. */
@Command(
        name = "adopt",
        description =
                "Take up a storage that lies somewhere already, from its own files: images, backups and trash come back. "
                        + "Another deployment that had it can only read it from then on. Without a place: a storage that "
                        + "is in the catalog, of which that may be an older copy.")
public final class StorageAdopt implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "What to call it; without a place, its name or uuid in the catalog.")
    private String name = "";

    @ArgGroup(multiplicity = "0..1")
    private @Nullable Place place;

    @Mixin
    private final NewStorageOptions said = new NewStorageOptions();

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public StorageAdopt(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = AdoptBackupStorageRequest.newBuilder().setRequestId(taskOptions.requestId());
            if (place == null) {
                request.setUuid(server.names().storage(name));
            } else {
                request.setName(name);
                put(place, request);
            }
            said.capacity().ifPresent(request::setCapacityBytes);
            said.description().ifPresent(request::setDescription);
            var ended = server.run(Operation.adoptBackupStorage(request.build()), taskOptions);
            return ended.isPresent() ? show(ended.get()).number() : 0;
        }
    }

    private void put(Place given, AdoptBackupStorageRequest.Builder request) throws Exception {
        var made = CreateBackupStorageRequest.newBuilder();
        given.put(made, said.secret(invocation.shell()));
        switch (made.getLocationCase()) {
            case FILE -> request.setFile(made.getFile());
            case S3 -> request.setS3(made.getS3());
            case SFTP -> request.setSftp(made.getSftp());
            case CEPH -> request.setCeph(made.getCeph());
            case LOCATION_NOT_SET -> throw new IllegalArgumentException("place: none (expected: one)");
        }
    }

    private ExitCode show(AdoptBackupStorageResult result) {
        var resource = Resource.of(result.getBackupStorage())
                .with("images", result.getImages())
                .with("volume_backups", result.getVolumeBackups())
                .with("vm_backups", result.getVmBackups())
                .with("trash_entries", result.getTrashEntries())
                .with("problems", result.getProblemsList());
        invocation.output().result(resource, text(result));
        return result.getProblemsCount() == 0 ? ExitCode.OK : ExitCode.DAMAGED;
    }

    private static List<String> text(AdoptBackupStorageResult result) {
        var lines = new ArrayList<String>();
        lines.add(StorageText.line(result.getBackupStorage()));
        lines.add("  taken up: " + result.getImages() + " images, " + result.getVolumeBackups() + " volume backups, "
                + result.getVmBackups() + " groups, " + result.getTrashEntries() + " entries of the trash");
        lines.addAll(StorageProblems.lines(result.getProblemsList()));
        return lines;
    }
}
