package io.longshore.server.backup;

import io.longshore.server.backup.VolumeBackup.Content;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.storage.Notes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is written down on storages of backups. {@link AdoptedVolumeBackups} reads it. */
final class BackupNotes {
    static final String TYPE = "type";
    static final String STATE = "state";
    static final String MODE = "mode";
    static final String METADATA = "metadata";
    static final String SIZE_BYTES = "size-bytes";
    static final String ACTUAL_SIZE_BYTES = "actual-size-bytes";
    static final String CREATE_TIME = "create-time";

    private BackupNotes() {}

    static void write(Notes notes, VolumeBackup backup, String storageUuid) {
        notes.write(
                List.of(storageUuid),
                ManifestKind.VOLUME_BACKUP,
                backup.uuid(),
                new Notes.Text(
                        backup.name(),
                        backup.description(),
                        backup.systemTags(),
                        backup.userTags(),
                        properties(backup, storageUuid)));
    }

    private static Map<String, String> properties(VolumeBackup backup, String storageUuid) {
        var properties = new HashMap<String, String>();
        properties.put(TYPE, backup.type().name());
        properties.put(STATE, backup.state().name());
        properties.put(MODE, backup.mode().name());
        properties.put(SIZE_BYTES, Long.toString(backup.sizeBytes()));
        properties.put(ACTUAL_SIZE_BYTES, Long.toString(actualSizeBytes(backup, storageUuid)));
        properties.put(CREATE_TIME, backup.createTime().toString());
        if (backup.metadata() != null) {
            properties.put(METADATA, backup.metadata());
        }
        return properties;
    }

    /** Of what lies there: it may have been made raw on its way. */
    private static long actualSizeBytes(VolumeBackup backup, String storageUuid) {
        return backup.on(storageUuid)
                .map(backup::content)
                .map(Content::actualSizeBytes)
                .orElse(backup.actualSizeBytes());
    }
}
