package io.longshore.cli.backup;

import io.longshore.cli.command.FileSender;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Server;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.command.UploadOptions;
import io.longshore.cli.command.Uuids;
import io.longshore.client.DamagedContentException;
import io.longshore.client.LongshoreException;
import io.longshore.client.Operation;
import io.longshore.client.SentFile;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeType;
import io.longshore.v1.VolumeUpload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup add}. */
@Command(
        name = "add",
        description = "Back up a whole machine: send its disks and make one group of backups of them, all at once.")
public final class BackupAdd implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ROOT_FILE", description = "The disk that it boots from.")
    private Path root = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "DATA_FILE",
            description = "Its further disks. Their backups are named NAME-data-1, NAME-data-2 and so on.")
    private List<Path> data = List.of();

    @Option(names = "--storage", paramLabel = "STORAGE", required = true, description = "Where it goes: name or uuid.")
    private String storage = "";

    @Option(names = "--vm", paramLabel = "UUID", description = "The machine.")
    private @Nullable String machine;

    @Option(names = "--name", paramLabel = "NAME", description = "What to call it. Default: the root file's name.")
    private @Nullable String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private @Nullable String description;

    @Mixin
    private final UploadOptions uploadOptions = new UploadOptions();

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public BackupAdd(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var machineUuid = machine == null ? "" : Uuids.require("--vm", machine);
        try (var server = invocation.connect()) {
            var sender = new FileSender(server, invocation.output());
            var sent = send(sender, server.names().storage(storage));
            var uploads = sent.stream().map(each -> each.upload().getUuid()).toList();
            try {
                add(server, sent, machineUuid);
            } catch (LongshoreException e) {
                sender.giveUpAfter(e, uploads);
                throw e;
            }
            return 0;
        }
    }

    private List<SentFile> send(FileSender sender, String storageUuid) throws IOException, InterruptedException {
        var files = new ArrayList<>(List.of(root));
        files.addAll(data);
        var sent = new ArrayList<SentFile>();
        for (var file : files) {
            var step = files.size() == 1 ? "upload" : "upload " + (sent.size() + 1);
            sent.add(sender.send(
                    file,
                    step,
                    uploadOptions.request(storageUuid, Uuids.random()),
                    "Stopped: " + file + " is not sent whole. What was sent goes away after a while."));
        }
        return sent;
    }

    private void add(Server server, List<SentFile> sent, String machineUuid) throws IOException, InterruptedException {
        var request = request(sent).setVmInstanceUuid(machineUuid);
        var operation = Operation.createVmBackup(request.build());
        var ended = server.run(operation, taskOptions);
        if (ended.isPresent()) {
            var result = ended.get();
            checkIdentities(sent, result.getVmBackup());
            invocation
                    .output()
                    .result(
                            BackupText.resource(result.getVmBackup()).with("receipts", result.getReceiptsList()),
                            BackupText.withReceipts(
                                    result.getVmBackup(),
                                    result.getReceiptsList(),
                                    server.names().storageNames()));
        }
    }

    private CreateVmBackupRequest.Builder request(List<SentFile> sent) {
        var groupName = name == null ? stem(root) : name;
        var request = CreateVmBackupRequest.newBuilder().setName(groupName).setRequestId(taskOptions.requestId());
        if (description != null) {
            request.setDescription(description);
        }
        for (int i = 0; i < sent.size(); i++) {
            var volume = VolumeUpload.newBuilder()
                    .setUploadUuid(sent.get(i).upload().getUuid())
                    .setExpectedRoot(sent.get(i).identity().getRoot())
                    .setType(i == 0 ? VolumeType.VOLUME_TYPE_ROOT : VolumeType.VOLUME_TYPE_DATA);
            if (i > 0) {
                volume.setName(groupName + "-data-" + i); // so that each backup can be named
            }
            request.addVolumes(volume);
        }
        return request;
    }

    private static void checkIdentities(List<SentFile> sent, VmBackup group) throws DamagedContentException {
        for (int i = 0; i < group.getVolumeBackupsCount(); i++) {
            var backup = group.getVolumeBackups(i);
            sent.get(i).check("backup " + backup.getUuid(), backup.getIdentity());
        }
    }

    private static String stem(Path file) {
        var fileName = String.valueOf(file.getFileName());
        int dot = fileName.lastIndexOf('.');
        return dot > 0 ? fileName.substring(0, dot) : fileName;
    }
}
