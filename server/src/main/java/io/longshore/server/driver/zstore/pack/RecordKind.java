package io.longshore.server.driver.zstore.pack;

/** What a record holds; a pack holds one kind alone. The codes are the format's. */
public enum RecordKind {
    /** A block of a disk. */
    BLOCK(1),
    /** A node of a disk's tree. */
    NODE(2);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** What stands in the files. */
    public int code() {
        return code;
    }

    static RecordKind of(int code) throws PackFormatException {
        return switch (code) {
            case 1 -> BLOCK;
            case 2 -> NODE;
            default -> throw new PackFormatException("kind: " + code + " (expected: 1 or 2)");
        };
    }
}
