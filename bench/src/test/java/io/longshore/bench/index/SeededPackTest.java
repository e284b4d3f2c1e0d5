package io.longshore.bench.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.zstore.pack.PackReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeededPackTest {
    @Test
    void aReaderTakesItForAPack(@TempDir Path folder) throws IOException {
        var storage = new UUID(1, 2);
        try (var codec = new BlockCodec();
                var packs = new SeededPacks(folder, storage, 10)) {
            var seeded = new SeededPack(storage, 3);
            var pack = new PackReader(packs, storage, codec).footer(seeded.id(), SeededPack.BYTES);
            assertThat(pack.entries().count()).isEqualTo(SeededPack.RECORDS);
            assertThat(pack.entries().digest(39)).isEqualTo(seeded.digest(39));
        }
    }
}
