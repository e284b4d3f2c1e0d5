package io.longshore.bench;

import io.longshore.bench.peer.Server;
import io.longshore.bench.peer.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the figures were taken on and with. */
final class Machine {
    private Machine() {}

    static Map<String, String> describe(Shell shell, Path folder) throws IOException, InterruptedException {
        var about = new LinkedHashMap<String, String>();
        about.put(
                "processor",
                Runtime.getRuntime().availableProcessors() + " cores, " + line("/proc/cpuinfo", "model name"));
        about.put("memory", Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / 1024 + " MiB");
        about.put("kernel", shell.run("uname", "-sr").strip());
        about.put("file system", Files.getFileStore(folder).type());
        about.put(
                "Java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + ", server "
                        + String.join(" ", Server.HEAP));
        for (var program : new String[][] {
            {"borg", "--version"}, {"restic", "version"}, {"rclone", "version"}, {"qemu-img", "--version"}
        }) {
            about.put(
                    program[0],
                    shell.run(program).lines().findFirst().orElse("").strip());
        }
        return about;
    }

    private static String line(String file, String key) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(key.toLowerCase(Locale.ROOT)))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
