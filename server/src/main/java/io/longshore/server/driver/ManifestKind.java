package io.longshore.server.driver;

/** What a manifest makes exist. */
public enum ManifestKind {
    /** An image: one disk. */
    IMAGE,
    /** A backup of one volume: one disk. */
    VOLUME_BACKUP,
    /** The backups of all volumes of a VM, taken together: names volume backups, has no disk of its own. */
    VM_BACKUP
}
