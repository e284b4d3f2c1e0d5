package io.longshore.server.driver;

/** Is shown each pack of a storage that {@link StorageDriver#inspectPacks} looks at, by the thread that looks. */
@FunctionalInterface
public interface PackVisitor {
    /**
     * Is shown one pack.
     *
     * @param path where it lies within the storage
     * @param readBytes bytes that were read of it
     * @param damage what is wrong, and what was expected; empty where it is whole
     */
    void visit(String path, long readBytes, String damage);
}
