package io.longshore.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigestTest {
    // FIPS 180-2, appendix B.1
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isTheSha256ThatTheStandardGives() {
        var abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(Digest.sha256(abc).hex()).isEqualTo(ABC);
        assertThat(Digest.sha256(ByteBuffer.wrap(abc))).isEqualTo(Digest.parse(ABC.toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    void keepsItsBytesInBuffersOfEitherOrder() {
        var digest = Digest.parse(ABC);
        for (var order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            var buffer = ByteBuffer.allocate(40).order(order);
            digest.putAt(buffer, 5);
            assertThat(Digest.of(buffer.array(), 5)).isEqualTo(digest);
            assertThat(Digest.at(buffer, 5)).isEqualTo(digest);
        }
        assertThat(Digest.of(digest.bytes())).isEqualTo(digest);
    }

    @Test
    void isOrderedAsItsHexadecimalForm() {
        var low = Digest.parse("7f" + ABC.substring(2));
        var high = Digest.parse("80" + ABC.substring(2));
        assertThat(low).isLessThan(high);
        assertThat(Digest.parse(ABC)).isGreaterThan(high).isEqualByComparingTo(Digest.parse(ABC));
    }

    @Test
    void refusesWhatIsNoDigest() {
        assertThatThrownBy(() -> Digest.parse("abc")).hasMessage("digest: abc (expected: 64 hexadecimal digits)");
        assertThatThrownBy(() -> Digest.of(new byte[31])).hasMessage("digest: 31 bytes (expected: 32)");
    }
}
