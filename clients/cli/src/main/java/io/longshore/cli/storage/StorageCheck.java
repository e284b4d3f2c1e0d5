package io.longshore.cli.storage;

import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.client.Operation;
import io.longshore.v1.CheckBackupStorageRequest;
import io.longshore.v1.CheckBackupStorageResult;
import io.longshore.v1.PromiseOutcome;
import io.longshore.v1.StoragePromise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code storage check}. */
@Command(
        name = "check",
        description =
                "Read all that describes what lies on a storage, and tell what is wrong (then the exit code is 8). What "
                        + "its server does not offer is told, too, and is no failure.")
public final class StorageCheck implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    @Option(
            names = "--deep",
            description = "First try on the storage's own server each thing that the storage relies on.")
    private boolean deep;

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public StorageCheck(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = CheckBackupStorageRequest.newBuilder()
                    .setUuid(server.names().storage(storage))
                    .setDeep(deep)
                    .setRequestId(taskOptions.requestId());
            var operation = Operation.checkBackupStorage(request.build());
            var ended = server.run(operation, taskOptions);
            return ended.isPresent() ? show(ended.get()).number() : 0;
        }
    }

    private ExitCode show(CheckBackupStorageResult result) {
        var resource = Resource.of(result.getBackupStorage())
                .with("manifests", result.getManifests())
                .with("packs", result.getPacks())
                .with("read_bytes", result.getReadBytes())
                .with("problems", result.getProblemsList())
                .with("limits", result.getLimitsList())
                .with("promises", result.getPromisesList());
        invocation.output().result(resource, text(result));
        return result.getProblemsCount() == 0 && broken(result) == 0 ? ExitCode.OK : ExitCode.DAMAGED;
    }

    private static long broken(CheckBackupStorageResult result) {
        return result.getPromisesList().stream()
                .filter(promise -> promise.getOutcome() == PromiseOutcome.PROMISE_OUTCOME_BROKEN)
                .count();
    }

    private static List<String> text(CheckBackupStorageResult result) {
        var lines = new ArrayList<String>();
        lines.add(StorageText.line(result.getBackupStorage()));
        lines.add("  checked " + result.getManifests() + " manifests and " + result.getPacks() + " packs, read "
                + Words.bytes(result.getReadBytes()) + ": "
                + (result.getProblemsCount() == 0 ? "all is well" : result.getProblemsCount() + " problems"));
        result.getProblemsList()
                .forEach(problem -> lines.add(
                        "  " + Words.printable(problem.getPath()) + ": " + Words.printable(problem.getDetails())));
        result.getLimitsList().forEach(limit -> lines.add("  can't be promised: " + Words.printable(limit)));
        result.getPromisesList().forEach(promise -> lines.add("  " + text(promise)));
        return lines;
    }

    private static String text(StoragePromise promise) {
        var outcome = switch (promise.getOutcome()) {
            case PROMISE_OUTCOME_HOLDS -> "holds             ";
            case PROMISE_OUTCOME_NOT_OFFERED -> "can't be promised ";
            case PROMISE_OUTCOME_BROKEN -> "BROKEN            ";
            case PROMISE_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> "not said          ";
        };
        var details = promise.getDetails().isEmpty() ? "" : " (" + Words.printable(promise.getDetails()) + ")";
        return outcome + Words.printable(promise.getName()) + ": " + Words.printable(promise.getPromise()) + details;
    }
}
