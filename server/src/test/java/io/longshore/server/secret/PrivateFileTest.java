package io.longshore.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.crash.disk.PowerCut;
import io.longshore.server.crash.disk.PowerCut.Loss;
import io.longshore.server.crash.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrivateFileTest {
    @Test
    void isDurableUnderItsNameWhenWritten() throws IOException {
        var disk = new SimulatedDisk();
        var start = disk.copy();

        PrivateFile.write(disk.fileSystem().getPath("/key"), "secret\n");

        var calls = disk.log().stream().map(SimulatedDisk.Logged::call).toList();
        var left = new PowerCut(start, calls)
                .after(calls.size(), List.of(Loss.values()).indexOf(Loss.EVERYTHING))
                .disk();
        assertThat(left.sizes()).containsOnlyKeys("/key");
        assertThat(new String(left.bytes("/key"), StandardCharsets.UTF_8)).isEqualTo("secret\n");
    }
}
