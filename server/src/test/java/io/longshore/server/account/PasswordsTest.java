package io.longshore.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final String PASSWORD = Passwords.sha512("secret");

    @Test
    void areKeptEachWithASaltOfItsOwn() {
        var passwords = new Passwords(10);

        assertThat(passwords.keep(PASSWORD))
                .isNotEqualTo(passwords.keep(PASSWORD))
                .doesNotContain(PASSWORD);
    }

    @Test
    void areComparedAtTheCostThatTheyWereKeptWith() {
        var kept = new Passwords(10).keep(PASSWORD);
        var dearer = new Passwords(20);

        assertThat(kept).startsWith("pbkdf2-sha512$10$");
        assertThat(dearer.matches(PASSWORD, kept)).isTrue();
        assertThat(dearer.matches(Passwords.sha512("other"), kept)).isFalse();
    }

    @Test
    void keptInAnotherWayAreAFault() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Passwords(10).matches(PASSWORD, "plain$1$00$00"))
                .withMessageContaining("plain");
    }
}
