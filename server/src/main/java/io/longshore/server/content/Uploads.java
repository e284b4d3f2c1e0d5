package io.longshore.server.content;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where uploads are kept. Calls take part in the transaction that they are made in. */
public interface Uploads {
    Optional<Upload> find(String uuid);

    void insert(Upload upload);

    void update(Upload upload);

    void delete(String uuid);

    /** What is needed to go on with an upload from its committed bytes. */
    Optional<byte[]> checkpoint(String uuid);

    /** Keeps that, together with the committed bytes, in one transaction with {@link #update}. */
    void keepCheckpoint(String uuid, byte[] checkpoint);

    /** Names of the packs that an upload has stored, in order. */
    List<String> packs(String uuid);

    /** Keeps one more. */
    void keepPack(String uuid, String name);

    List<Upload> on(String backupStorageUuid);

    /** Uploads that nothing was written to since their time to expire. */
    List<Upload> expired(Instant now);
}
