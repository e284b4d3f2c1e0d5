package io.longshore.server.backup;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupMetadataTest {
    @Test
    void getsTheMachinesUuid() {
        assertThat(BackupMetadata.of(null, "m")).isEqualTo("{\"vmInstanceUuid\":\"m\"}");
        assertThat(BackupMetadata.of("{\"cpu\":2}", "m")).isEqualTo("{\"cpu\":2,\"vmInstanceUuid\":\"m\"}");
        assertThat(BackupMetadata.of("{\"vmInstanceUuid\":\"x\"}", "m")).isEqualTo("{\"vmInstanceUuid\":\"m\"}");
    }

    @Test
    void isAsItWasSaidWithoutAMachine() {
        assertThat(BackupMetadata.of(null, null)).isNull();
        assertThat(BackupMetadata.of("{\"a\":[1]}", null)).isEqualTo("{\"a\":[1]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "1", "{", "{\"a\":}", "nonsense"})
    void refusesWhatIsNoJsonObject(String said) {
        refused(Reason.INVALID_ARGUMENT, () -> BackupMetadata.of(said, "m"));
    }
}
