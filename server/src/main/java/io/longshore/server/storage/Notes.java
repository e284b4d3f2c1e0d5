package io.longshore.server.storage;

import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes names and tags down on storages, for whoever adopts them. Best effort and in its own time: nobody waits for it, and nothing relies on it. */
public final class Notes {
    private static final Logger log = LoggerFactory.getLogger(Notes.class);

    private final StorageRegistry registry;
    private final Executor executor;

    /** @param executor runs one at a time, so that versions ascend */
    public Notes(StorageRegistry registry, Executor executor) {
        this.registry = registry;
        this.executor = executor;
    }

    /**
     * What is to be written down of a resource.
     *
     * @param properties what else the catalog says of it: for {@link AdoptedRows}
     */
    public record Text(
            String name,
            @Nullable String description,
            List<String> systemTags,
            List<String> userTags,
            Map<String, String> properties) {
        List<String> tags() {
            var tags = new ArrayList<String>();
            systemTags.forEach(tag -> tags.add("system:" + tag));
            userTags.forEach(tag -> tags.add("user:" + tag));
            return tags;
        }
    }

    /** Has a resource's note written on each of these storages that answers. */
    public void write(List<String> backupStorageUuids, ManifestKind kind, String uuid, Text text) {
        backupStorageUuids.forEach(storage -> executor.execute(() -> writeOne(storage, kind, uuid, text)));
    }

    private void writeOne(String storageUuid, ManifestKind kind, String uuid, Text text) {
        var storage = registry.find(storageUuid);
        if (storage.isEmpty()) {
            return;
        }
        try {
            var resource = Uuids.parse(uuid);
            long version = storage.get().note(kind, resource).map(Note::version).orElse(0L) + 1;
            var description = text.description() == null ? "" : text.description();
            storage.get()
                    .putNote(new Note(
                            kind, resource, version, text.name(), description, text.tags(), text.properties()));
        } catch (IOException | RuntimeException e) {
            log.atInfo()
                    .addKeyValue("storage", storageUuid)
                    .addKeyValue("resource", uuid)
                    .addKeyValue("reason", e.getMessage())
                    .log("note not written");
        }
    }
}
