package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstCallsTest extends BridgeTest {
    @Test
    void anImageIsDisabledAndMigrated() throws Exception {
        var a = longshore.addStorage("a", "/a").getUuid();
        var b = longshore.addStorage("b", "/b").getUuid();
        var image = longshore.addImage("TinyLinux", a).getUuid();

        var disabled = put(
                "/zstack/v1/images/%s/actions".formatted(image), "{\"changeImageState\":{\"stateEvent\":\"disable\"}}");
        assertThat(disabled.status()).as(disabled.body()).isEqualTo(200);
        assertThat(disabled.body()).contains("\"success\":true").contains("\"state\":\"Disabled\"");

        var migrated = put(
                "/zstack/v1/backup-storage/images/%s/actions".formatted(image),
                "{\"backupstoragemigrateimage\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}"
                        .formatted(a, b));
        assertThat(migrated.status()).as(migrated.body()).isEqualTo(200);
        assertThat(migrated.body()).contains("\"backupStorageUuid\":\"" + b + "\"");

        var job = job(
                "PUT",
                "/v1/backup-storage/images/%s/actions".formatted(image),
                "{\"params\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}".formatted(b, a));
        assertThat(job.status()).as(job.body()).isEqualTo(200);
        assertThat(job.body()).contains("\"size\":1073741824").contains("\"createDate\":\"Nov 14, 2017 10:20:57 PM\"");
    }
}
