package io.longshore.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.image.Image;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.query.Condition;
import io.longshore.server.query.Condition.Operator;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists, on images: conditions, orders, pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryTest {
    private Catalog catalog;
    private final String storage = Samples.uuid("storage");

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        catalog = Catalog.open(folder, new StoredTypes());
        catalog.backupStorages().insert(Samples.storage("a", storage));
        insert("alpha", 1, ImageState.ENABLED, "first", Duration.ZERO);
        insert("Alpha_2", 20, ImageState.DISABLED, null, Duration.ofSeconds(1));
        insert("beta%", 300, ImageState.ENABLED, "50% off", Duration.ofSeconds(2));
        insert("gämma", 4_000, ImageState.DISABLED, "", Duration.ofSeconds(3));
        insert("back\\slash", 50_000, ImageState.ENABLED, null, Duration.ofSeconds(4), ImageStatus.READY);
    }

    @AfterAll
    void close() throws IOException {
        catalog.close();
    }

    private void insert(
            String name, long size, ImageState state, String description, Duration after, ImageStatus... refs) {
        var image = Samples.listed(name, size, state, description, Samples.NOW.plus(after));
        catalog.images().insert(image);
        for (var status : refs) {
            catalog.images().putRef(Samples.ref(storage, image.uuid(), status));
        }
    }

    private List<String> names(String field, Operator operator, String... values) {
        return list(new Query(List.of(new Condition(field, operator, List.of(values))), "", 50, "", 0, false));
    }

    private List<String> list(Query query) {
        return catalog.images().list(Optional.empty(), query).items().stream()
                .map(Image::name)
                .toList();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "name | EQ | alpha | alpha",
                "name | NE | alpha | Alpha_2,beta%,gämma,back\\slash",
                "name | GT | beta | beta%,gämma",
                "name | LIKE | alpha% | alpha,Alpha_2",
                "name | LIKE | alpha__ | Alpha_2",
                "name | LIKE | alpha\\_% | Alpha_2",
                "name | LIKE | %\\% | beta%",
                "name | LIKE | %\\\\% | back\\slash",
                "name | LIKE | back\\slash | back\\slash",
                "name | LIKE | G_MMA | gämma",
                "name | LIKE | GÄMMA | ",
                "name | NOT_LIKE | %a% | ",
                "name | NOT_LIKE | %l% | beta%,gämma",
                "size_bytes | EQ | 20 | Alpha_2",
                "size_bytes | GE | 300 | beta%,gämma,back\\slash",
                "size_bytes | LT | 300 | alpha,Alpha_2",
                "size_bytes | LIKE | %00 | beta%,gämma,back\\slash",
                "state | EQ | IMAGE_STATE_ENABLED | alpha,beta%,back\\slash",
                "state | NE | IMAGE_STATE_ENABLED | Alpha_2,gämma",
                "state | LIKE | %disabled | Alpha_2,gämma",
                "state | GT | IMAGE_STATE_DISABLED | alpha,beta%,back\\slash",
                "system | EQ | false | alpha,Alpha_2,beta%,gämma,back\\slash",
                "create_time | LE | 2026-03-04T06:06:08.891234+01:00 | alpha,Alpha_2",
                "create_time | EQ | 2026-03-04T05:06:07.891234Z | alpha",
                "description | NE | first | beta%,gämma",
                "backup_storage_refs.status | EQ | IMAGE_STATUS_READY | back\\slash",
                "backup_storage_refs.status | NE | IMAGE_STATUS_READY | ",
            })
    void meetConditions(String field, Operator operator, String value, String expected) {
        var names = expected == null ? List.<String>of() : List.of(expected.split(","));

        assertThat(names(field, operator, value)).isEqualTo(names);
    }

    @Test
    void askForPresenceAndForChoices() {
        assertThat(names("description", Operator.IS_NULL)).containsExactly("Alpha_2", "back\\slash");
        assertThat(names("description", Operator.NOT_NULL)).containsExactly("alpha", "beta%", "gämma");
        assertThat(names("description", Operator.IN, "first", "")).containsExactly("alpha", "gämma");
        assertThat(names("description", Operator.NOT_IN, "first", "")).containsExactly("beta%");
        assertThat(names("state", Operator.NOT_IN, "IMAGE_STATE_ENABLED", "IMAGE_STATE_DISABLED"))
                .isEmpty();
        assertThat(names("state", Operator.IS_NULL)).isEmpty();
        assertThat(names("backup_storage_refs.backup_storage_uuid", Operator.IN, storage.toUpperCase(Locale.ROOT), "x"))
                .containsExactly("back\\slash");
    }

    @Test
    void joinConditions() {
        var conditions = List.of(
                new Condition("state", Operator.EQ, List.of("IMAGE_STATE_ENABLED")),
                new Condition("size_bytes", Operator.GT, List.of("1")));

        assertThat(list(new Query(conditions, "size_bytes desc", 50, "", 0, false)))
                .containsExactly("back\\slash", "beta%");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "nope, EQ, x, UNKNOWN_FIELD",
        "backup_storage_refs, EQ, x, UNKNOWN_FIELD",
        "size_bytes, EQ, ten, INVALID_ARGUMENT",
        "size_bytes, EQ, 99999999999999999999, INVALID_ARGUMENT",
        "state, EQ, ENABLED, INVALID_ARGUMENT",
        "system, EQ, yes, INVALID_ARGUMENT",
        "system, GT, true, INVALID_ARGUMENT",
        "create_time, EQ, yesterday, INVALID_ARGUMENT",
        "create_time, LIKE, 2026%, INVALID_ARGUMENT",
        "name, IS_NULL, x, INVALID_ARGUMENT",
    })
    void refuseWhatMakesNoSense(String field, Operator operator, String value, Reason reason) {
        assertThatThrownBy(() -> names(field, operator, value))
                .isInstanceOfSatisfying(FailureException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(reason);
                    assertThat(refused).hasMessageContaining("expected: ");
                });
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"nope", "name down", "name desc desc", ",", "backup_storage_refs.status"})
    void refuseOrdersThatMakeNoSense(String order) {
        assertThatThrownBy(() -> list(new Query(List.of(), order, 50, "", 0, false)))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void leaveOutTheFrontAndCountAll() {
        var page = catalog.images().list(Optional.empty(), new Query(List.of(), "name", 2, "", 1, true));

        assertThat(page.items()).extracting(Image::name).containsExactly("alpha", "back\\slash");
        assertThat(page.totalSize()).hasValue(5);
    }

    @Test
    void areLimitedToAnAccount() {
        assertThat(catalog.images().list(Optional.of("nobody"), Samples.ALL).items())
                .isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void showEachRowOnceHoweverPagesAreCut(long seed) {
        var random = new Random(seed);
        var keys = List.of("name", "size_bytes", "state", "description", "create_time", "virtio", "uuid");
        var order = new ArrayList<String>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            order.add(keys.get(random.nextInt(keys.size())) + (random.nextBoolean() ? " desc" : ""));
        }
        var all = new Query(List.of(), String.join(", ", order), 1000, "", 0, false);
        var pages = new ArrayList<String>();
        Page<Image> page;
        var token = "";
        do {
            var query = new Query(List.of(), all.orderBy(), 1 + random.nextInt(3), token, 0, random.nextBoolean());
            page = catalog.images().list(Optional.empty(), query);
            page.items().forEach(image -> pages.add(image.name()));
            token = page.nextPageToken();
        } while (!token.isEmpty());

        assertThat(pages).isEqualTo(list(all)).hasSize(5);
    }

    @Test
    void goOnBehindTheLastRowThoughOthersCameBeforeIt() {
        var first = catalog.images().list(Optional.empty(), new Query(List.of(), "name", 2, "", 0, false));
        var newcomer = Samples.listed("AAA", 1, ImageState.ENABLED, null, Instant.EPOCH);
        catalog.images().insert(newcomer);
        try {
            var second = new Query(List.of(), "name", 50, first.nextPageToken(), 0, false);
            assertThat(Stream.concat(first.items().stream().map(Image::name), list(second).stream()))
                    .isSortedAccordingTo(Comparator.naturalOrder())
                    .hasSize(5);
        } finally {
            catalog.images().delete(newcomer.uuid());
        }
    }

    @Test
    void goOnAtAnOffsetWhereValuesAreTooLongForAToken() {
        var names = List.of("ä".repeat(255), "ö".repeat(255), "ü".repeat(255));
        var images = names.stream()
                .map(name -> Samples.listed(name, 7, ImageState.ENABLED, name.repeat(8), Instant.EPOCH))
                .toList();
        images.forEach(catalog.images()::insert);
        try {
            var found = new ArrayList<String>();
            var token = "";
            do {
                var query = new Query(
                        List.of(new Condition("size_bytes", Operator.EQ, List.of("7"))),
                        "description",
                        1,
                        token,
                        0,
                        false);
                var page = catalog.images().list(Optional.empty(), query);
                page.items().forEach(image -> found.add(image.name()));
                token = page.nextPageToken();
                assertThat(token).hasSizeLessThanOrEqualTo(PageToken.MAX_CHARACTERS);
            } while (!token.isEmpty());
            assertThat(found).isEqualTo(names);
        } finally {
            images.forEach(image -> catalog.images().delete(image.uuid()));
        }
    }

    @Test
    void refuseTokensOfOtherLists() {
        var token = catalog.images()
                .list(Optional.empty(), new Query(List.of(), "name", 2, "", 0, false))
                .nextPageToken();
        var enabled = List.of(new Condition("state", Operator.EQ, List.of("IMAGE_STATE_ENABLED")));

        for (var query : List.of(
                new Query(List.of(), "size_bytes", 2, token, 0, false),
                new Query(enabled, "name", 2, token, 0, false),
                new Query(List.of(), "name", 2, token + "x", 0, false),
                new Query(List.of(), "name", 2, "x" + token, 0, false),
                new Query(List.of(), "name", 2, "not a token", 0, false))) {
            assertThatThrownBy(() -> list(query))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
        }
        assertThatThrownBy(() -> catalog.volumeBackups()
                        .list(Optional.empty(), new Query(List.of(), "name", 2, token, 0, false)))
                .isInstanceOf(FailureException.class);
        assertThatThrownBy(
                        () -> catalog.images().list(Optional.of("a"), new Query(List.of(), "name", 2, token, 0, false)))
                .isInstanceOf(FailureException.class);
    }
}
