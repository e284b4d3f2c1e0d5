package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code backup restore --onto}: a backup of seven blocks, of which two are zeros and the last is not whole. */
class RestoreOntoTest extends CommandTest {
    private static final int LENGTH = 6 * MIB + 4321;
    private final byte[] content = content();

    private static byte[] content() {
        var bytes = new byte[LENGTH];
        new Random(1).nextBytes(bytes);
        Arrays.fill(bytes, 2 * MIB, 4 * MIB, (byte) 0);
        return bytes;
    }

    @BeforeEach
    void backUp() throws IOException {
        var disk = Files.write(folder.resolve("disk.img"), content);
        assertThat(cli.run("backup", "add", disk.toString(), "--storage", "a", "--name", "vm")
                        .exitCode())
                .isZero();
    }

    private Path target(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("target"), bytes);
    }

    private Cli.Ended restore(Path target) {
        return cli.run("backup", "restore", "vm", target.toString(), "--onto", "-o", "json");
    }

    private void assertWritten(Path target, long written, long fetched) throws IOException {
        var run = restore(target);
        assertThat(run.exitCode()).as(run.err()).isZero();
        var fields = Fields.of(run.lastLine());
        assertThat(fields.number("written_bytes")).isEqualTo(written);
        assertThat(fields.number("fetched_bytes")).isEqualTo(fetched);
        assertThat(server.content.readBytes()).isEqualTo(fetched);
        assertThat(Arrays.mismatch(Arrays.copyOf(Files.readAllBytes(target), LENGTH), content))
                .isEqualTo(-1);
    }

    @Test
    void writesNothingWhereNothingDiffers() throws IOException {
        assertWritten(target(content), 0, 0);
    }

    @Test
    void writesTheBlocksThatDifferAndNoOther() throws IOException {
        var other = content.clone();
        other[MIB + 7] ^= 1;
        other[5 * MIB] ^= 1;

        assertWritten(target(other), 2 * MIB, 2 * MIB);
    }

    @Test
    void writesTheLastBlockAsLongAsItIs() throws IOException {
        var other = content.clone();
        other[LENGTH - 1] ^= 1;

        assertWritten(target(other), 4321, 4321);
    }

    @Test
    void makesZerosOfWhatIsAHoleAndFetchesNoneOfThem() throws IOException {
        var other = content.clone();
        other[3 * MIB + 5] = 1;

        assertWritten(target(other), MIB, 0);
    }

    @Test
    void writesAllThatIsNotZerosOntoATargetOfZeros() throws IOException {
        assertWritten(target(new byte[LENGTH]), LENGTH - 2 * MIB, LENGTH - 2 * MIB);
    }

    @Test
    void leavesWhatLiesBeyondInALongerTarget() throws IOException {
        var longer = Arrays.copyOf(content, LENGTH + 3 * MIB);
        Arrays.fill(longer, LENGTH, longer.length, (byte) 9);
        longer[0] ^= 1;
        var target = target(longer);

        assertWritten(target, MIB, MIB);
        longer[0] ^= 1;
        assertThat(Files.readAllBytes(target)).isEqualTo(longer);
    }

    @Test
    void refusesATargetThatIsTooSmallAndLeavesItAsItIs() throws IOException {
        var small = new byte[LENGTH - 1];
        var target = target(small);

        var run = restore(target);

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(target.toString()).contains(Long.toString(LENGTH));
        assertThat(Files.readAllBytes(target)).isEqualTo(small);
    }

    @Test
    void refusesATargetThatIsNotThere() {
        var run = restore(folder.resolve("nowhere"));

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("nowhere");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    /** As a device would be lost that is replaced by a file of its name. */
    @Test
    void withoutItNothingIsReplacedThatIsNoFile() throws IOException, InterruptedException {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        var run = cli.run("backup", "restore", "vm", pipe.toString(), "--force");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains(pipe.toString()).contains("--onto");
        assertThat(Files.exists(pipe) && !Files.isRegularFile(pipe)).isTrue();
    }

    @Test
    void goesOnAfterALostConnection() throws IOException {
        server.content.cutReadsAfter(1, 1);

        assertWritten(target(new byte[LENGTH]), LENGTH - 2 * MIB, LENGTH - 2 * MIB);
    }

    @Test
    void writesNothingThatComesDamaged() throws IOException {
        server.content.damageReads();
        var target = target(new byte[LENGTH]);

        var run = restore(target);

        assertThat(run.exitCode()).isNotZero();
        assertThat(Files.readAllBytes(target)).containsOnly(0);
    }
}
