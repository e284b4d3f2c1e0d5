package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class SessionTest extends CommandTest {
    @Test
    void oneSessionServesManyCommands() {
        cli.run("storage", "list");
        assertThat(server.sessions.logins()).isEqualTo(1);
    }

    @Test
    void aKeptSessionIsReadableByItsUserAlone() throws IOException {
        try (var files = Files.walk(folder.resolve("home/.local/state/longshore"))) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .singleElement()
                    .satisfies(file -> {
                        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                .isEqualTo("rw-------");
                        assertThat(file).content().doesNotContain("secret");
                    });
        }
    }

    @Test
    void anExpiredSessionIsRenewedByItself() {
        server.sessions.expireAll();
        assertThat(cli.run("storage", "list").exitCode()).isZero();
        assertThat(server.sessions.logins()).isEqualTo(2);
    }

    @Test
    void anExpiredSessionIsRenewedBetweenTwoAttachesToATask() {
        server.images.put("debian", SOMEWHERE, new byte[MIB]);
        cli.run("whoami");
        server.sessions.expireAll();
        assertThat(cli.run("image", "migrate", "debian", "--from", "a", "--to", "b")
                        .exitCode())
                .isZero();
    }

    @Test
    void withoutCredentialsAKeptSessionDoesAndAfterItNothing() {
        cli.without("LONGSHORE_PASSWORD").without("LONGSHORE_USER");
        assertThat(cli.run("storage", "list").exitCode()).isZero();
        server.sessions.expireAll();
        var denied = cli.run("storage", "list");
        assertThat(denied.exitCode()).isEqualTo(5);
        assertThat(denied.err()).contains("(UNAUTHENTICATED)").contains("longshore login");
    }

    @Test
    void loginAsksForThePasswordAndLogoutEndsTheSession() {
        cli.run("logout");
        cli.without("LONGSHORE_PASSWORD");
        assertThat(cli.run("login").err()).contains("no password for admin");
        assertThat(cli.typing("wrong").run("login").exitCode()).isEqualTo(5);
        assertThat(cli.typing("secret").run("login").out()).startsWith("admin at 127.0.0.1:");
        assertThat(cli.run("whoami", "-q").lastLine()).isEqualTo("admin");
        cli.run("logout");
        assertThat(server.sessions.open()).isZero();
        assertThat(cli.run("whoami").exitCode()).isEqualTo(5);
    }

    @Test
    void aPasswordMayLieInAFile() throws IOException {
        server.sessions.expireAll();
        var file = Files.writeString(folder.resolve("password"), "secret\n");
        cli.without("LONGSHORE_PASSWORD").with("LONGSHORE_PASSWORD_FILE", file.toString());
        assertThat(cli.run("storage", "list").exitCode()).isZero();
    }

    @Test
    void onTheServersOwnMachineNothingNeedsToBeSaid() throws IOException {
        var data = dataFolder(server.address());
        server.sessions.expireAll();
        cli.without("LONGSHORE_SERVER").without("LONGSHORE_USER").without("LONGSHORE_PASSWORD");
        assertThat(cli.run("storage", "list", "--data", data.toString()).exitCode())
                .isZero();
        assertThat(cli.with("LONGSHORE_DATA", data.toString())
                        .run("storage", "list")
                        .exitCode())
                .isZero();
    }

    @Test
    void theFirstPasswordOfAServerIsSentToNoOther() throws IOException {
        var data = dataFolder("127.0.0.1:1");
        server.sessions.expireAll();
        cli.without("LONGSHORE_USER").without("LONGSHORE_PASSWORD");
        assertThat(cli.run("storage", "list", "--data", data.toString()).exitCode())
                .isEqualTo(5);
    }

    @Test
    void noServerIsToldInALine() {
        server.close();
        var failed = cli.run("storage", "list");
        assertThat(failed.exitCode()).isEqualTo(6);
        assertThat(failed.err().lines()).hasSizeLessThanOrEqualTo(2);
        assertThat(failed.err()).contains("no server answers at " + server.address());
    }

    private Path dataFolder(String address) throws IOException {
        var data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("endpoints.json"), "{\"grpc\":\"" + address + "\",\"http\":\"127.0.0.1:8080\"}");
        Files.writeString(data.resolve("admin-password"), "secret\n");
        return data;
    }
}
