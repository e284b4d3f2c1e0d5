package io.longshore.cli.storage;

import io.longshore.cli.command.DurationConverter;
import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.SizeConverter;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.client.Operation;
import io.longshore.v1.VerifyBackupStorageRequest;
import io.longshore.v1.VerifyBackupStorageResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code storage verify}. */
@Command(
        name = "verify",
        description = "Read everything that lies on a storage, compare it with its digests, and heal what is bad from "
                + "the other storages (the exit code is 8 where something can't be healed).")
public final class StorageVerify implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Leave out what was verified within this time, such as 30d. Default: nothing is left out.")
    private @Nullable Duration maxAge;

    @Option(
            names = "--max-duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "End after this time, such as 4h; what was verified longest ago comes first. Default: no limit.")
    private @Nullable Duration maxDuration;

    @Option(
            names = "--rate",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Read at most this much a second, such as 50M. Default: no limit.")
    private @Nullable Long rate;

    @Option(names = "--known", description = "Read no packs: only heal what is known to be damaged or missing by now.")
    private boolean known;

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public StorageVerify(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = VerifyBackupStorageRequest.newBuilder()
                    .setUuid(server.names().storage(storage))
                    .setKnownDamageOnly(known)
                    .setRequestId(taskOptions.requestId());
            if (maxAge != null) {
                request.setMaxAge(com.google.protobuf.Duration.newBuilder().setSeconds(maxAge.toSeconds()));
            }
            if (maxDuration != null) {
                request.setMaxDuration(com.google.protobuf.Duration.newBuilder().setSeconds(maxDuration.toSeconds()));
            }
            if (rate != null) {
                request.setMaxBytesPerSecond(rate);
            }
            var ended = server.run(Operation.verifyBackupStorage(request.build()), taskOptions);
            return ended.isPresent() ? show(ended.get()).number() : 0;
        }
    }

    private ExitCode show(VerifyBackupStorageResult result) {
        var resource = Resource.of(result.getBackupStorage())
                .with("manifests", result.getManifests())
                .with("packs", result.getPacks())
                .with("skipped_packs", result.getSkippedPacks())
                .with("remaining_packs", result.getRemainingPacks())
                .with("blocks", result.getBlocks())
                .with("nodes", result.getNodes())
                .with("read_bytes", result.getReadBytes())
                .with("bad_records", result.getBadRecords())
                .with("healed_records", result.getHealedRecords())
                .with("problem_count", result.getProblemCount())
                .with("problems", result.getProblemsList());
        invocation.output().result(resource, text(result));
        return result.getProblemCount() == 0 ? ExitCode.OK : ExitCode.DAMAGED;
    }

    private static List<String> text(VerifyBackupStorageResult result) {
        var lines = new ArrayList<String>();
        lines.add(StorageText.line(result.getBackupStorage()));
        lines.add("  read " + result.getPacks() + " packs (" + Words.bytes(result.getReadBytes()) + ") with "
                + result.getBlocks() + " blocks and " + result.getNodes() + " nodes, and " + result.getManifests()
                + " manifests" + left(result));
        lines.add("  " + verdict(result));
        lines.addAll(StorageProblems.lines(result.getProblemsList()));
        return lines;
    }

    private static String left(VerifyBackupStorageResult result) {
        var skipped = result.getSkippedPacks() == 0 ? "" : "; verified before: " + result.getSkippedPacks();
        return skipped + (result.getRemainingPacks() == 0 ? "" : "; not reached: " + result.getRemainingPacks());
    }

    private static String verdict(VerifyBackupStorageResult result) {
        if (result.getBadRecords() == 0 && result.getProblemCount() == 0) {
            return "all is well";
        }
        return result.getBadRecords() + " damaged or missing, " + result.getHealedRecords() + " healed, "
                + result.getProblemCount() + " problems";
    }
}
