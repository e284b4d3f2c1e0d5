package io.longshore.server.transfer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a transfer tells while it runs, and what it must keep to go on after a crash. It does not know who watches. Thread-safe. */
public interface TransferMonitor {
    /** Which run this is: 1, and one more after each crash. */
    int attempt();

    /**
     * Begins a step of the work; the one before must have ended. A step that began in an earlier attempt begins anew.
     *
     * @param name {@code copy}, {@code verify}, …; unique within the work
     * @param bytesTotal empty while it is not known
     */
    StepProgress step(String name, OptionalLong bytesTotal);

    /** What the last attempt kept with {@link #keepCheckpoint}. */
    Optional<byte[]> checkpoint();

    /** Keeps what the next attempt needs, durably, in place of what was kept before. Fails when another attempt has taken over. */
    void keepCheckpoint(byte[] checkpoint);

    /** Names of the packs that were kept with {@link #keepPack}, in order. */
    List<String> packs();

    /**
     * Keeps the name of a pack, durably, beside the checkpoint: it costs the same however many there are. Fails when another attempt has taken over.
     */
    void keepPack(String name);

    /** Says what the transfer waits for, such as a storage that lets no writer in; with an empty text that it waits no more. */
    void waitingFor(String what);

    /** How fast and how wide the transfer may go. */
    default Flow flow() {
        return new Flow();
    }

    /** How far a step has come. Closing it before {@link #end} leaves it unfinished. */
    interface StepProgress extends AutoCloseable {
        /** So many more bytes are done. */
        void done(long bytes);

        /** So many more bytes are done, and needed no work: holes, or what the destination had. */
        void skipped(long bytes);

        /** The total is known now. */
        void total(long bytesTotal);

        /** The step has ended well: all is done. */
        void end();

        @Override
        void close();
    }
}
