package io.longshore.server.storage;

import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.MemberRole;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.uuid.Uuids;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes rows of what lies on a storage that is adopted. Images and backups each make theirs, so that storages need not know them. All calls are made in one transaction. */
public interface AdoptedRows {
    /** Whose manifests these are. */
    ManifestKind kind();

    /** Takes every reference to the storage away; returns the uuids of what had one. */
    Set<String> letGo(String backupStorageUuid);

    /** Takes up a disk; empty when that is done, else why it can't be. */
    Optional<String> take(Found found);

    /** Settles what was let go: what lies nowhere any more is removed. */
    void settle(Set<String> uuids);

    /**
     * A disk that lies on the storage.
     *
     * @param accountUuid whose it is to be where it is not in the catalog yet
     * @param installPath where it lies, in words
     * @param note what was said of it, where that was written down
     * @param tombstone that it is in the trash
     * @param actualSizeBytes bytes of its blocks that are not zeros, where no note tells
     * @param role what it was to its machine, where a group has it
     */
    record Found(
            String backupStorageUuid,
            String accountUuid,
            String installPath,
            Manifest manifest,
            Optional<Note> note,
            Optional<Tombstone> tombstone,
            long actualSizeBytes,
            Optional<MemberRole> role) {
        /** Its uuid. */
        public String uuid() {
            return Uuids.of(manifest.key().uuid());
        }

        /** The disk. */
        public StoredDisk disk() {
            return (StoredDisk) manifest.body();
        }

        /** Its name; its uuid where no note tells. */
        public String name() {
            return note.map(Note::name).filter(name -> !name.isEmpty()).orElse(uuid());
        }

        /** Its description, where there is one. */
        public @Nullable String description() {
            return note.map(Note::description).filter(text -> !text.isEmpty()).orElse(null);
        }

        /** Its tags that begin so, {@code system:} or {@code user:}, without that. */
        public List<String> tags(String prefix) {
            return note.stream()
                    .flatMap(found -> found.tags().stream())
                    .filter(tag -> tag.startsWith(prefix))
                    .map(tag -> tag.substring(prefix.length()))
                    .toList();
        }

        /** What the note says under a name; null where it does not. */
        public @Nullable String property(String name) {
            return note.map(found -> found.properties().get(name)).orElse(null);
        }

        /** The same as one of an enum; {@code otherwise} where it is none. */
        public <E extends Enum<E>> E property(String name, Class<E> type, E otherwise) {
            var text = property(name);
            for (var value : type.getEnumConstants()) {
                if (value.name().equals(text)) {
                    return value;
                }
            }
            return otherwise;
        }

        /** The same as a number of bytes. */
        public long property(String name, long otherwise) {
            var text = property(name);
            return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
        }

        /** When it came to be. */
        public Instant created(String name) {
            var text = property(name);
            try {
                return text == null ? manifest.provenance().created() : Instant.parse(text);
            } catch (DateTimeParseException _) {
                return manifest.provenance().created();
            }
        }
    }
}
