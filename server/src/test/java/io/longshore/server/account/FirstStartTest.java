package io.longshore.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.longshore.server.fixture.MemoryCatalog;
import io.longshore.server.fixture.MutableClock;
import io.longshore.server.task.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {
    @TempDir
    private Path data;

    private final MemoryCatalog catalog = new MemoryCatalog();
    private final Passwords passwords = new Passwords(10);
    private final FirstStart start = new FirstStart(catalog.accounts(), catalog, passwords);
    private final Sessions sessions = new Sessions(catalog.accounts(), catalog, passwords, new MutableClock());
    private final List<String> told = new ArrayList<>();

    @Test
    void drawsAPasswordTellsItOnceAndKeepsItForItsUserAlone() throws IOException {
        start.prepare(Map.of(), data, told::add);
        start.prepare(Map.of(), data, told::add);

        var file = data.resolve(FirstStart.PASSWORD_FILE);
        assertThat(told).hasSize(1);
        assertThat(Files.readString(file)).isEqualTo(told.getFirst() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(sessions.login(FirstStart.ADMIN, told.getFirst()).accountUuid())
                .isEqualTo(Caller.ADMIN_ACCOUNT_UUID);
    }

    @Test
    void takesThePasswordFromTheEnvironmentAndKeepsNoFile() throws IOException {
        start.prepare(Map.of(FirstStart.PASSWORD_VARIABLE, "given"), data, told::add);

        assertThat(told).isEmpty();
        assertThat(data.resolve(FirstStart.PASSWORD_FILE)).doesNotExist();
        assertThat(sessions.login(FirstStart.ADMIN, "given")).isNotNull();
    }

    @Test
    void takesThePasswordFromTheFirstLineOfAFile() throws IOException {
        var file = Files.writeString(data.resolve("secret"), "from a file\n");
        start.prepare(Map.of(FirstStart.PASSWORD_FILE_VARIABLE, file.toString()), data, told::add);

        assertThat(told).isEmpty();
        assertThat(sessions.login(FirstStart.ADMIN, "from a file")).isNotNull();
    }

    @Test
    void refusesAnEmptyPasswordFile() throws IOException {
        var file = Files.writeString(data.resolve("secret"), "");

        assertThatIOException()
                .isThrownBy(() ->
                        start.prepare(Map.of(FirstStart.PASSWORD_FILE_VARIABLE, file.toString()), data, told::add))
                .withMessageContaining("secret");
    }

    @Test
    void doesNotChangeThePasswordOfALaterStart() throws IOException {
        start.prepare(Map.of(FirstStart.PASSWORD_VARIABLE, "first"), data, told::add);
        start.prepare(Map.of(FirstStart.PASSWORD_VARIABLE, "second"), data, told::add);

        assertThat(sessions.login(FirstStart.ADMIN, "first")).isNotNull();
    }

    @Test
    void takesAPasswordAgainThatWasDrawnBeforeACrash() throws IOException {
        Files.writeString(data.resolve(FirstStart.PASSWORD_FILE), "drawn before\n");
        start.prepare(Map.of(), data, told::add);

        assertThat(told).containsExactly("drawn before");
    }
}
