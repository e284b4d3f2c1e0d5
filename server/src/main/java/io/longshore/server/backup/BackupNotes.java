package io.longshore.server.backup;

import io.longshore.server.backup.BackupOperation.Description;
import io.longshore.server.backup.UploadedBackups.Made;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.storage.Notes;
import java.util.List;

/** What is written down on storages of backups. */
final class BackupNotes {
    private BackupNotes() {}

    static void write(Notes notes, List<Made> made, Description said) {
        for (var one : made) {
            notes.write(
                    List.of(one.upload().upload().backupStorageUuid()),
                    ManifestKind.VOLUME_BACKUP,
                    one.volume().volumeBackupUuid(),
                    new Notes.Text(one.volume().name(), said.description(), said.systemTags(), said.userTags()));
        }
    }

    static void write(Notes notes, VolumeBackup backup, String storageUuid) {
        notes.write(
                List.of(storageUuid),
                ManifestKind.VOLUME_BACKUP,
                backup.uuid(),
                new Notes.Text(backup.name(), backup.description(), backup.systemTags(), backup.userTags()));
    }
}
