package io.longshore.server.app.offline;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longshore zstore}: reads a storage in a folder without server or catalog, from what {@code docs/zstore-format.md} says is there. */
@Command(
        name = "longshore zstore",
        mixinStandardHelpOptions = true,
        description = "Reads a storage that lies in a folder, without server or catalog. Writes nothing to it.",
        synopsisSubcommandLabel = "ls | verify | export | catalog")
final class ZstoreCommand implements Runnable {
    private static final int DAMAGED = 8;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out;

    ZstoreCommand(PrintWriter out) {
        this.out = out;
    }

    private interface Work {
        int run(StorageDriver storage) throws IOException;
    }

    private int with(Path folder, Work work) throws IOException {
        try (var storage = OfflineZstore.open(folder)) {
            return work.run(storage.driver());
        } finally {
            out.flush();
        }
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "expected: ls, verify, export or catalog");
        }
    }

    @Command(
            name = "ls",
            mixinStandardHelpOptions = true,
            description = {
                "Lists the images, backups and groups on it, a line each: kind, uuid, manifest, format, identity (bytes:root), "
                        + "whether it lies in the trash, name, with tabs between.",
                "The exit code is 8 where one of them can't be read."
            })
    int ls(@Parameters(paramLabel = "FOLDER", description = "The storage.") Path folder) throws IOException {
        return with(folder, storage -> {
            int code = CommandLine.ExitCode.OK;
            var trash = storage.tombstones().stream().map(Tombstone::manifest).collect(Collectors.toSet());
            for (var kind : ManifestKind.values()) {
                for (var key : storage.manifests(kind)) {
                    try {
                        out.println(line(storage, key, trash));
                    } catch (StorageFormatException e) {
                        out.println(key + ": " + e.getMessage());
                        code = DAMAGED;
                    }
                }
            }
            return code;
        });
    }

    private static String line(StorageDriver storage, ManifestKey key, Set<ManifestKey> trash) throws IOException {
        var manifest = storage.manifest(key);
        var name = storage.note(key.kind(), key.uuid()).map(Note::name).orElse("");
        return String.join(
                "\t",
                key.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Uuids.of(key.uuid()),
                key.id(),
                manifest.map(ZstoreCommand::described).orElse("gone\t-"),
                trash.contains(key) ? "trash" : "-",
                name.codePoints().anyMatch(Character::isISOControl) ? "?" : name);
    }

    private static String described(Manifest manifest) {
        return switch (manifest.body()) {
            case Manifest.StoredDisk disk -> disk.format() + "\t" + disk.content();
            case Manifest.Group group -> "group\t" + group.members().size() + " backups";
        };
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Reads everything on it and compares it with its digests; the exit code is 8 where something is wrong.")
    int verify(@Parameters(paramLabel = "FOLDER", description = "The storage.") Path folder) throws IOException {
        return with(folder, storage -> {
            var verification = new OfflineVerification(storage);
            var problems = verification.run();
            problems.forEach(out::println);
            out.println(verification.summary());
            return problems.isEmpty() ? CommandLine.ExitCode.OK : DAMAGED;
        });
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes the bytes of an image or volume backup to a file, holes where it has zeros.")
    int export(
            @Parameters(paramLabel = "FOLDER", description = "The storage.") Path folder,
            @Parameters(paramLabel = "UUID", description = "The image or volume backup.") String uuid,
            @Parameters(paramLabel = "FILE", description = "Where to write; must not be there.") Path file,
            @Option(
                            names = "--manifest",
                            paramLabel = "ID",
                            description = "Which of its manifests, where it has several of different disks.")
                    @Nullable
                    String manifestId)
            throws IOException {
        return with(folder, storage -> {
            var disk = find(storage, Uuids.parse(Uuids.normalize(uuid)), manifestId);
            try (var reader = storage.open(disk)) {
                DiskFile.write(reader, file);
            }
            out.println(disk);
            return CommandLine.ExitCode.OK;
        });
    }

    @Command(
            name = "catalog",
            mixinStandardHelpOptions = true,
            description = "Writes the newest whole copy of its owner's catalog that lies on it to a file.")
    int catalog(
            @Parameters(paramLabel = "FOLDER", description = "The storage.") Path folder,
            @Parameters(paramLabel = "FILE", description = "Where to write; must not be there.") Path file)
            throws IOException {
        return with(folder, storage -> {
            if (!storage.readCatalogCopy(file)) {
                throw new IOException(
                        folder + ": has no copy of a catalog that is whole (expected: one, under catalog/)");
            }
            return CommandLine.ExitCode.OK;
        });
    }

    private static DiskIdentity find(StorageDriver storage, UUID uuid, @Nullable String manifestId) throws IOException {
        var ids = new TreeSet<String>();
        var disks = new LinkedHashSet<DiskIdentity>();
        for (var kind : List.of(ManifestKind.IMAGE, ManifestKind.VOLUME_BACKUP)) {
            for (var key : storage.manifests(kind, uuid)) {
                var manifest = storage.manifest(key);
                if (manifest.isPresent()
                        && manifest.get().body() instanceof Manifest.StoredDisk disk
                        && (manifestId == null || manifestId.equals(key.id()))) {
                    ids.add(key.id());
                    disks.add(disk.content());
                }
            }
        }
        if (disks.size() != 1) {
            throw new IOException(
                    "disks of " + Uuids.of(uuid) + (manifestId == null ? "" : " and manifest " + manifestId) + ": "
                            + disks.size() + ", of the manifests " + ids + " (expected: one; --manifest chooses)");
        }
        return disks.getFirst();
    }
}
