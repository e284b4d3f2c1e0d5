package io.longshore.server.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A backup of one volume, or a group, that a retention rule was applied to.
 *
 * @param groupUuid empty where it is no group
 * @param volumeBackupUuids those on the storage, the root volume's first
 * @param vmInstanceUuid empty where nobody said
 * @param volumeUuid of a group the root volume
 * @param reasons what keeps it, or what stood in the way of its removal
 */
public record PrunedBackup(
        String groupUuid,
        List<String> volumeBackupUuids,
        String vmInstanceUuid,
        String volumeUuid,
        String name,
        Instant createTime,
        Decision decision,
        List<String> reasons) {
    /** What becomes of it. */
    public enum Decision {
        KEEP,
        REMOVE,
        SKIPPED
    }

    public PrunedBackup {
        volumeBackupUuids = List.copyOf(volumeBackupUuids);
        reasons = List.copyOf(reasons);
    }

    /** Whose backups it is compared with: its machine's, its machine's as far as the root volume tells, or its volume's. */
    String series() {
        if (groupUuid.isEmpty()) {
            return "volume " + volumeUuid;
        }
        return vmInstanceUuid.isEmpty() ? "root " + volumeUuid : "machine " + vmInstanceUuid;
    }

    PrunedBackup decided(Decision after, List<String> why) {
        return new PrunedBackup(groupUuid, volumeBackupUuids, vmInstanceUuid, volumeUuid, name, createTime, after, why);
    }

    /** A decision as a task's checkpoint. */
    static byte[] write(List<PrunedBackup> backups) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(backups.size());
            for (var backup : backups) {
                backup.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeUTF(groupUuid);
        write(out, volumeBackupUuids);
        out.writeUTF(vmInstanceUuid);
        out.writeUTF(volumeUuid);
        out.writeUTF(name);
        out.writeUTF(createTime.toString());
        out.writeUTF(decision.name());
        write(out, reasons);
    }

    private static void write(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (var text : texts) {
            out.writeUTF(text);
        }
    }

    static List<PrunedBackup> read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            var backups = new ArrayList<PrunedBackup>();
            for (int i = 0; i < count; i++) {
                backups.add(new PrunedBackup(
                        in.readUTF(),
                        texts(in),
                        in.readUTF(),
                        in.readUTF(),
                        in.readUTF(),
                        Instant.parse(in.readUTF()),
                        Decision.valueOf(in.readUTF()),
                        texts(in)));
            }
            return backups;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int count = in.readInt();
        var texts = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            texts.add(in.readUTF());
        }
        return texts;
    }
}
