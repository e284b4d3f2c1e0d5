package io.longshore.server.storage;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorageRegistryTest {
    private final Domain domain = new Domain();

    @AfterEach
    void close() {
        domain.close();
    }

    private StorageRegistry restarted() {
        return new StorageRegistry(domain.storages, domain.drivers, domain.clock, domain.upkeep);
    }

    @Test
    void opensAllStoragesAtTheStartAndSaysSo() {
        var a = domain.storage("a");
        var b = domain.storage("b");
        var connected = new CopyOnWriteArrayList<String>();
        try (var registry = restarted()) {
            registry.onConnect(connected::add);
            registry.start();

            assertThat(registry.driver(a.uuid())).isSameAs(domain.driver(a));
            assertThat(registry.driver(b.uuid())).isSameAs(domain.driver(b));
            Awaitility.await().untilAsserted(() -> assertThat(connected).containsExactlyInAnyOrder(a.uuid(), b.uuid()));
        }
        assertThat(domain.driver(a).closed()).isTrue();
    }

    @Test
    void startsWithoutAStorageThatDoesNotAnswerAndTriesAgainWithGrowingPauses() {
        var a = domain.storage("a");
        domain.driver(a).away(true);
        try (var registry = restarted()) {
            registry.start();
            var told = refused(Reason.STORAGE_DISCONNECTED, () -> registry.driver(a.uuid()));
            assertThat(told).containsEntry("backupStorageUuid", a.uuid());
            assertThat(registry.condition(a).reason()).contains("away").contains("since");

            domain.driver(a).away(false);
            registry.lookAfterAll(); // its time has not come
            assertThat(registry.find(a.uuid())).isEmpty();

            domain.clock.advance(domain.upkeep.firstPause());
            Awaitility.await().untilAsserted(() -> {
                registry.lookAfterAll();
                assertThat(registry.find(a.uuid())).isPresent();
            });
        }
    }

    @Test
    void noticesThatAStorageWentAwayAndCameBack() {
        var a = domain.storage("a");
        domain.disconnect(a);
        assertThat(domain.registry.find(a.uuid())).isEmpty();
        assertThat(domain.registry.condition(a).connected()).isFalse();

        domain.connect(a);
        assertThat(domain.registry.find(a.uuid())).isPresent();
        assertThat(domain.registry.condition(a).reason()).isEmpty();
    }

    @Test
    void countsWhatIsAvailableAfterTheContract() {
        var a = domain.storage("a", OptionalLong.of(10L << 30));
        domain.driver(a).putDisk(Domain.content(1, 1 << 20));
        domain.storages.reserve("holder", a.uuid(), 1000);

        var condition = domain.registry.condition(a);

        assertThat(condition.totalBytes()).isEqualTo(10L << 30);
        assertThat(condition.usedBytes()).isEqualTo(1 << 20);
        assertThat(condition.reservedBytes()).isEqualTo(1000);
        assertThat(condition.availableBytes()).isEqualTo((10L << 30) - (1 << 20) - 1000 - Domain.RESERVE_BYTES);
    }

    @Test
    void hasNoMoreThanItsFileSystemAndNeverLessThanNothing() {
        var a = domain.storage("a", OptionalLong.of(10L << 30));
        domain.driver(a).free(5L << 30);
        assertThat(domain.registry.condition(a).totalBytes()).isEqualTo(5L << 30);

        domain.driver(a).free(1000);
        assertThat(domain.registry.condition(a).availableBytes()).isZero();
    }

    @Test
    void keepsTheLastKnownUsageOfAStorageThatIsAway() {
        var a = domain.storage("a");
        domain.driver(a).putDisk(Domain.content(1, 1 << 20));
        var before = domain.registry.condition(a);
        domain.disconnect(a);

        assertThat(domain.registry.condition(a).usedBytes()).isEqualTo(before.usedBytes());
    }

    @Test
    void refusesWorkForDisabledStoragesBeforeThoseThatAreAway() {
        var a = domain.storage("a");
        var b = domain.storage("b");
        domain.disconnect(a);
        domain.disable(b);
        var rows = List.of(a, domain.storages.find(b.uuid()).orElseThrow());

        refused(Reason.STORAGE_DISABLED, () -> domain.access.checkUsable(rows));
        refused(Reason.STORAGE_DISCONNECTED, () -> domain.access.checkUsable(rows.subList(0, 1)));
        refused(Reason.STORAGE_NOT_FOUND, () -> domain.access.driver("0".repeat(32)));
    }

    @Test
    void letsWorkInWhileThereIsRoomForAllThatItMayWrite() {
        var a = domain.storage("a", OptionalLong.of(Domain.RESERVE_BYTES + 1000));
        domain.admission.reserve("one", a, 600);

        var told = refused(Reason.STORAGE_FULL, () -> domain.admission.reserve("two", a, 600));
        assertThat(told).containsEntry("availableBytes", "400").containsEntry("neededBytes", "600");

        domain.admission.shrink("one", a.uuid(), 100);
        domain.admission.reserve("two", a, 600);
        domain.admission.release("two", a.uuid());
        domain.admission.release("one", a.uuid());
        assertThat(domain.storages.reserved(a.uuid())).isZero();
    }

    @Test
    void pausesNeverGrowBeyondTheLongest() {
        var a = domain.storage("a");
        domain.driver(a).away(true);
        for (int i = 0; i < 20; i++) {
            domain.clock.advance(Duration.ofMinutes(1));
            domain.registry.look(a);
        }
        domain.driver(a).away(false);
        domain.clock.advance(domain.upkeep.longestPause());
        Awaitility.await().untilAsserted(() -> {
            domain.registry.lookAfterAll();
            assertThat(domain.registry.find(a.uuid())).isPresent();
        });
    }
}
