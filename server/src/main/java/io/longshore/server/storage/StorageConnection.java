package io.longshore.server.storage;

import io.longshore.server.driver.PoolUsage;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.StorageUsage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One storage's driver, and whether it answers. A driver stays open while its storage is away: tasks that hold it fail or wait by themselves. */
final class StorageConnection {
    /** What is told of a storage that never answered. */
    static final StorageUsage NOTHING_KNOWN =
            new StorageUsage(0, OptionalLong.empty(), OptionalLong.of(0), OptionalLong.of(0));

    private static final Logger log = LoggerFactory.getLogger(StorageConnection.class);

    private final String uuid;
    private final InstantSource clock;
    private final StorageUpkeep upkeep;

    /** Held while the storage is opened or asked, which may take long: whoever only wants to know reads the fields. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile @Nullable StorageDriver driver;
    private volatile boolean answers;
    private volatile boolean closed;
    private volatile String reason = "it is being opened";
    private volatile Instant away;
    private volatile StorageUsage usage = NOTHING_KNOWN;
    private volatile Instant nextLook = Instant.MIN;
    private Duration pause; // guarded by looking

    StorageConnection(String uuid, InstantSource clock, StorageUpkeep upkeep) {
        this.uuid = uuid;
        this.clock = clock;
        this.upkeep = upkeep;
        this.pause = upkeep.firstPause();
        this.away = clock.instant();
    }

    /** Opens a storage. */
    interface Opening {
        StorageDriver open() throws IOException;
    }

    /** Whether it is time to look again. */
    boolean due() {
        return !closed && !looking.isLocked() && !clock.instant().isBefore(nextLook);
    }

    /** Asks the storage whether it answers, or tries to open it. Returns whether it answers now and did not before. */
    boolean look(Opening opening) {
        if (!looking.tryLock()) {
            return false; // someone looks already, perhaps waiting for a file system that hangs
        }
        return locked(opening);
    }

    /** The same, having waited for whoever looks already. */
    boolean lookNow(Opening opening) throws InterruptedException {
        looking.lockInterruptibly();
        return locked(opening);
    }

    /** With the lock, which this gives back. */
    private boolean locked(Opening opening) {
        try {
            return !closed && ask(opening) && !closed;
        } finally {
            looking.unlock();
            if (closed) {
                close(); // who did so meanwhile has left the driver to this
            }
        }
    }

    private boolean ask(Opening opening) {
        boolean before = answers;
        try {
            var current = driver;
            if (current == null) {
                current = opening.open();
                driver = current;
            } else {
                current.check();
            }
            usage = current.usage();
            answered();
            return !before;
        } catch (IOException | RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void answered() {
        answers = true;
        reason = "";
        pause = upkeep.firstPause();
        nextLook = clock.instant().plus(upkeep.lookEvery());
    }

    private void failed(Exception e) {
        if (answers) {
            away = clock.instant();
            log.atWarn()
                    .addKeyValue("storage", uuid)
                    .addKeyValue("reason", e.getMessage())
                    .log("storage does not answer");
        }
        answers = false;
        reason = String.valueOf(e.getMessage());
        nextLook = clock.instant().plus(pause);
        var doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(upkeep.longestPause()) < 0 ? doubled : upkeep.longestPause();
    }

    void connected(StorageDriver open) {
        looking.lock();
        try {
            driver = open;
            usage = open.usage();
            answered();
        } catch (IOException e) {
            failed(e);
        } finally {
            looking.unlock();
        }
    }

    Optional<StorageDriver> driver() {
        return answers ? Optional.ofNullable(driver) : Optional.empty();
    }

    /** Why it does not answer, and since when. */
    String reason() {
        return answers ? "" : reason + " (since " + away + ")";
    }

    String durability() {
        var current = driver;
        return current == null ? "" : current.durability(); // of one that never answered, nothing is known
    }

    String clusterId() {
        var current = driver;
        return current == null ? "" : current.clusterId();
    }

    Optional<PoolUsage> pool() {
        return Optional.ofNullable(driver).flatMap(StorageDriver::poolUsage);
    }

    /** How full the storage is; the last known where it does not answer now. */
    StorageUsage usage() {
        var current = driver;
        if (answers && current != null) {
            try {
                usage = current.usage();
            } catch (IOException e) {
                log.atDebug().addKeyValue("storage", uuid).setCause(e).log("usage not known");
            }
        }
        return usage;
    }

    /** Closes the storage, or leaves that to whoever looks at it and may be waiting for a server that hangs. */
    void close() {
        closed = true;
        answers = false;
        reason = "it was closed";
        if (looking.tryLock()) {
            try {
                closeDriver();
            } finally {
                looking.unlock();
            }
        }
    }

    private void closeDriver() {
        var current = driver;
        driver = null;
        answers = false;
        try {
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("storage", uuid).setCause(e).log("storage did not close well");
        }
    }
}
