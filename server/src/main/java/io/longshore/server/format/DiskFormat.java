package io.longshore.server.format;

/** How a file's bytes are to be understood. */
public enum DiskFormat {
    QCOW2("qcow2"),
    RAW("raw"),
    ISO("iso"),
    VMDK("vmdk");

    private final String wireName;

    DiskFormat(String wireName) {
        this.wireName = wireName;
    }

    /** What the contract calls it. */
    public String wireName() {
        return wireName;
    }
}
