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

    List<Upload> on(String backupStorageUuid);

    /** Uploads that nothing was written to since their time to expire. */
    List<Upload> expired(Instant now);
}
