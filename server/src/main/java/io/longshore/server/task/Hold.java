package io.longshore.server.task;

import io.longshore.server.failure.Reason;

/**
 * A resource that one task at a time may have.
 *
 * @param kind what it is, which also says how a refusal is named
 * @param uuid which one
 */
public record Hold(Kind kind, String uuid) {
    /** What can be held. */
    public enum Kind {
        IMAGE(Reason.IMAGE_BUSY, "image"),
        VOLUME_BACKUP(Reason.VOLUME_BACKUP_BUSY, "volume backup"),
        GROUP(Reason.GROUP_BUSY, "backup group"),
        UPLOAD(Reason.UPLOAD_BUSY, "upload"),
        STORAGE(Reason.STORAGE_BUSY, "backup storage");

        private final Reason busy;
        private final String words;

        Kind(Reason busy, String words) {
            this.busy = busy;
            this.words = words;
        }

        /** How a refusal is named. */
        public Reason busy() {
            return busy;
        }

        /** What a person calls it. */
        public String words() {
            return words;
        }
    }
}
