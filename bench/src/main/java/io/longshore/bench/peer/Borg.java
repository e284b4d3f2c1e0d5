package io.longshore.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One repository of Borg's, unencrypted: blocks of 4 MiB, zstd level 1, holes known as such. */
public record Borg(Shell shell, Path repository) {
    public static Borg at(Shell shell, Path folder, Path repository) {
        var variables = Map.of(
                "BORG_BASE_DIR", folder + "/borg-base",
                "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK", "yes",
                "BORG_RELOCATED_REPO_ACCESS_IS_OK", "yes");
        return new Borg(shell.with(variables), repository);
    }

    public void init() throws IOException, InterruptedException {
        shell.run("borg", "init", "-e", "none", repository.toString());
    }

    public void create(String archive, Path file) throws IOException, InterruptedException {
        shell.run(
                "borg",
                "create",
                "--sparse",
                "--chunker-params",
                "fixed,4194304",
                "--compression",
                "zstd,1",
                repository + "::" + archive,
                file.toString());
    }

    /** Writes an archive's files below a folder. */
    public void extract(String archive, Path target) throws IOException, InterruptedException {
        shell.sh("cd '" + target + "' && borg extract --sparse '" + repository + "::" + archive + "'");
    }

    public void verify() throws IOException, InterruptedException {
        shell.run("borg", "check", "--verify-data", repository.toString());
    }
}
