package io.longshore.server.account;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.MemoryCatalog;
import io.longshore.server.fixture.MutableClock;
import io.longshore.server.uuid.Uuids;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final String UUID = Uuids.random();

    private final MutableClock clock = new MutableClock();
    private final MemoryCatalog catalog = new MemoryCatalog();
    private final Accounts accounts = catalog.accounts();
    private final Passwords passwords = new Passwords(10);
    private final Sessions sessions = new Sessions(accounts, catalog, passwords, clock);

    @BeforeEach
    void addAdmin() {
        accounts.insert(new Account(UUID, "admin", passwords.keep(Passwords.sha512("password"))));
    }

    @Test
    void takesThePasswordItself() {
        var session = sessions.login("admin", "password");

        assertThat(session.accountUuid()).isEqualTo(UUID);
        assertThat(session.accountName()).isEqualTo("admin");
        assertThat(session.uuid()).matches("[0-9a-f]{32}");
        assertThat(session.expireTime()).isEqualTo(clock.instant().plus(Sessions.LIFETIME));
    }

    @Test
    void takesThePasswordAsTheOriginalsCallersSendIt() {
        // printf password | sha512sum
        var sha512 =
                "b109f3bbbc244eb82441917ed06d618b9008dd09b3befd1b5e07394c706a8bb980b1d7785e5976ec049b46df5f1326af5a2ea6d103fd07c95385ffab0cacbc86";

        assertThat(sessions.loginWithSha512("admin", sha512).accountUuid()).isEqualTo(UUID);
    }

    @Test
    void refusesAWrongPasswordAndAnUnknownAccountAlike() {
        var wrong = refused(Reason.WRONG_CREDENTIALS, () -> sessions.login("admin", "Password"));
        var unknown = refused(Reason.WRONG_CREDENTIALS, () -> sessions.login("nobody", "password"));

        assertThat(unknown).isEqualTo(wrong);
    }

    @Test
    void doesNotTakeWhatIsKeptForAPassword() {
        var kept = accounts.findByName("admin").orElseThrow().passwordHash();

        refused(Reason.WRONG_CREDENTIALS, () -> sessions.loginWithSha512("admin", kept));
    }

    @Test
    void lastsTwoHoursFromItsLastUse() {
        var session = sessions.login("admin", "password");
        clock.advance(Duration.ofMinutes(119));
        sessions.authenticate(session.uuid());
        clock.advance(Duration.ofMinutes(119));

        assertThat(sessions.authenticate(session.uuid()).expireTime())
                .isEqualTo(clock.instant().plus(Sessions.LIFETIME));

        clock.advance(Sessions.LIFETIME);
        refused(Reason.UNAUTHENTICATED, () -> sessions.authenticate(session.uuid()));
    }

    @Test
    void putsItsEndOffAtMostOnceAMinute() {
        var session = sessions.login("admin", "password");
        clock.advance(Duration.ofSeconds(59));
        sessions.authenticate(session.uuid());

        assertThat(accounts.findSession(session.uuid()).orElseThrow().expireTime())
                .isEqualTo(session.expireTime());

        clock.advance(Duration.ofSeconds(1));
        sessions.authenticate(session.uuid());

        assertThat(accounts.findSession(session.uuid()).orElseThrow().expireTime())
                .isEqualTo(session.expireTime().plusSeconds(60));
    }

    @Test
    void endsWithALogoutOnceAndForAll() {
        var session = sessions.login("admin", "password");
        sessions.logout(session.uuid());
        sessions.logout(session.uuid());

        refused(Reason.UNAUTHENTICATED, () -> sessions.authenticate(session.uuid()));
    }

    @Test
    void areAtMostFiveHundredAnAccountNotCountingExpiredOnes() {
        for (int i = 0; i < Sessions.MAX_SESSIONS; i++) {
            sessions.login("admin", "password");
        }

        var told = refused(Reason.TOO_MANY_SESSIONS, () -> sessions.login("admin", "password"));
        assertThat(told).containsEntry("sessions", "500");

        clock.advance(Sessions.LIFETIME);
        assertThat(sessions.login("admin", "password")).isNotNull();
    }
}
