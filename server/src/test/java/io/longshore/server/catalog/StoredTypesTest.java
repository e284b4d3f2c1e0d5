package io.longshore.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.app.TaskTypes;
import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.failure.Failure;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageResult;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Result;
import io.longshore.server.task.Step;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoredTypesTest {
    /** Which of what is declared in them are operations and results; the others are parts of these. */
    static Stream<Class<?>> operationsAndResults() {
        return Stream.of(
                        ImageOperation.class,
                        BackupOperation.class,
                        StorageOperation.class,
                        ImageResult.class,
                        BackupResult.class,
                        StorageResult.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .filter(type -> Operation.class.isAssignableFrom(type) || Result.class.isAssignableFrom(type));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operationsAndResults")
    void giveBackWhatTheyKeep(Class<?> type) {
        var types = TaskTypes.all();
        for (int seed = 0; seed < 50; seed++) {
            var value = new RandomRecords(new Random(seed)).of(type);

            var kept = types.read(types.name(value), StoredJson.write(value), Object.class);

            assertThat(kept).isEqualTo(value);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    void giveBackWhatTheCatalogKeepsItself(Class<?> type) {
        for (int seed = 0; seed < 50; seed++) {
            var value = new RandomRecords(new Random(seed)).of(type);

            assertThat((Object) StoredJson.read(StoredJson.write(value), type)).isEqualTo(value);
        }
    }

    static Stream<Class<?>> parts() {
        return Stream.of(Failure.class, Step.class);
    }

    @Test
    void passOverWhatANewerServerKept() {
        assertThat(StoredJson.read("{\"backupStorageUuid\":\"a\",\"later\":[1]}", StorageOperation.ReclaimSpace.class))
                .isEqualTo(new StorageOperation.ReclaimSpace("a", false));
    }

    @Test
    void takeAListThatAnOlderServerDidNotKnowForEmpty() {
        assertThat(StoredJson.read("{\"imageUuid\":\"a\"}", ImageOperation.DeleteImage.class)
                        .backupStorageUuids())
                .isEmpty();
    }

    @Test
    void takeARootThatAnOlderServerDidNotKnowForNotGiven() {
        assertThat(StoredJson.read("{\"imageUuid\":\"a\",\"uploadUuid\":\"b\"}", ImageOperation.AddImage.class)
                        .expectedRoot())
                .isNull();
        assertThat(StoredJson.read("{\"uploadUuid\":\"b\"}", BackupOperation.Volume.class)
                        .expectedRoot())
                .isNull();
    }

    @Test
    void refuseANameThatIsTaken() {
        assertThatThrownBy(() -> TaskTypes.all().add("migrate_image", Step.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
