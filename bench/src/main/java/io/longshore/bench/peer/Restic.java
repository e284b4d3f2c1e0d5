package io.longshore.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One repository of restic's. Its cache lies beside it; the password is no secret. */
public record Restic(Shell shell, String repository) {
    /** A repository in a folder, or of whatever restic takes, such as {@code s3:http://…}. */
    public static Restic at(Shell shell, Path folder, String repository) {
        return new Restic(
                shell.with(Map.of(
                        "RESTIC_PASSWORD",
                        "bench",
                        "RESTIC_FROM_PASSWORD",
                        "bench",
                        "RESTIC_CACHE_DIR",
                        folder + "/restic-cache")),
                repository);
    }

    public void init() throws IOException, InterruptedException {
        run("init");
    }

    /** Makes it so that copies from the other one need not be cut anew. */
    public void initLike(Restic other) throws IOException, InterruptedException {
        run("init", "--from-repo", other.repository, "--copy-chunker-params");
    }

    public void backup(Path file) throws IOException, InterruptedException {
        run("backup", file.toString());
    }

    /** Copies what the other one has and this one has not. */
    public void copyFrom(Restic other) throws IOException, InterruptedException {
        run("copy", "--from-repo", other.repository);
    }

    public void restore(Path target) throws IOException, InterruptedException {
        run("restore", "latest", "--target", target.toString());
    }

    public void verify() throws IOException, InterruptedException {
        run("check", "--read-data");
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        var command = new String[arguments.length + 3];
        command[0] = "restic";
        command[1] = "-r";
        command[2] = repository;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        shell.run(command);
    }
}
