package io.longshore.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SecretBoxTest {
    private final SecretBox box = new SecretBox(key(1));

    @Test
    void opensWhatItSealed() {
        assertThat(box.open(box.seal("pass wörd"))).isEqualTo("pass wörd");
    }

    @Test
    void sealsEqualSecretsEquallyAndOthersOtherwise() {
        assertThat(box.seal("one")).isEqualTo(box.seal("one")).isNotEqualTo(box.seal("two"));
        assertThat(new SecretBox(key(2)).seal("one")).isNotEqualTo(box.seal("one"));
    }

    @Test
    void showsNothingOfASecret() {
        var sealed = box.seal("password");

        assertThat(sealed.toString()).isEqualTo("(secret)");
        assertThat(new String(Base64.getDecoder().decode(sealed.text()), StandardCharsets.ISO_8859_1))
                .doesNotContain("password");
    }

    @Test
    void refusesWhatAnotherKeySealedOrSomeoneChanged() {
        var other = new SecretBox(key(2)).seal("one");
        var bytes = Base64.getDecoder().decode(box.seal("one").text());
        bytes[bytes.length - 1] ^= 1;
        var changed = new SealedSecret(Base64.getEncoder().encodeToString(bytes));

        assertThatThrownBy(() -> box.open(other)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> box.open(changed)).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] key(long seed) {
        var key = new byte[SecretBox.KEY_BYTES];
        new Random(seed).nextBytes(key);
        return key;
    }
}
