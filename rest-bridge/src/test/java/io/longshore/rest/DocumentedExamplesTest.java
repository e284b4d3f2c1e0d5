package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.v1.Image;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.VolumeType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The request examples of the original's documents as they stand there, but for the names of things. */
class DocumentedExamplesTest extends BridgeTest {
    private String a;
    private String b;
    private Image image;

    @BeforeEach
    void fill() {
        a = longshore.addStorage("a", "/srv/a").getUuid();
        b = longshore.addStorage("b", "/srv/b").getUuid();
        image = longshore.addImage("TinyLinux", a);
    }

    private Answer documented(String verb, String path, String body) throws Exception {
        return send(as(verb, path, body).header("Content-Type", "application/json;charset=UTF-8"));
    }

    @Test
    void backupStorageMigrateImage() throws Exception {
        var answer = documented(
                "PUT", "/zstack/v1/backup-storage/images/%s/actions".formatted(image.getUuid()), """
                {"backupstoragemigrateimage":{"srcBackupStorageUuid":"%s","dstBackupStorageUuid":"%s"},\
                "systemTags":["<systemTags>"],"userTags":["<userTags>"]}""".formatted(a, b));
        assertThat(answer.status()).isEqualTo(200);
        var ref = longshore.image(image.getUuid()).getBackupStorageRefs(0);
        assertThat(answer.body()).isEqualTo("""
                        {"inventory":{"uuid":"%1$s","name":"TinyLinux","state":"Enabled","status":"Ready","size":1073741824,\
                        "actualSize":16777216,"url":"http://192.168.1.20/share/images/tinylinux.qcow2",\
                        "mediaType":"RootVolumeTemplate","type":"zstack","platform":"Linux","format":"qcow2","system":false,\
                        "createDate":"Nov 14, 2017 10:20:57 PM","lastOpDate":"Nov 14, 2017 10:20:57 PM",\
                        "backupStorageRefs":[{"id":%2$d,"imageUuid":"%1$s","backupStorageUuid":"%3$s","installPath":"%4$s",\
                        "status":"Ready","createDate":"Nov 14, 2017 10:20:57 PM","lastOpDate":"Nov 14, 2017 10:20:57 PM"}]}}""".formatted(image.getUuid(), ref.getId(), b, ref.getInstallPath()));
    }

    @Test
    void changeImageState() throws Exception {
        var answer = documented(
                "PUT",
                "/zstack/v1/images/%s/actions".formatted(image.getUuid()),
                "{\"params\":{\"stateEvent\":\"disable\"},\"systemTags\":[\"<systemTags>\"],\"userTags\":[\"<userTags>\"]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"success\":true,\"inventory\":{\"uuid\":\"" + image.getUuid())
                .contains("\"state\":\"Disabled\"")
                .doesNotContain("\"error\"");
        var changed = longshore.image(image.getUuid());
        assertThat(changed.getSystemTagsList()).containsExactly("<systemTags>");
        assertThat(changed.getUserTagsList()).containsExactly("<userTags>");
    }

    @Test
    void createDataVolumeTemplateFromVolumeBackup() throws Exception {
        var backup = longshore.addBackup(uuid(), VolumeType.VOLUME_TYPE_DATA, a);
        var answer = documented(
                "POST",
                "/zstack/v1/images/data-volume-templates/from/volume-template/" + backup.getUuid(),
                """
                {"params":{"backupStorageUuid":"%s","name":"My Volume Template","description":"<description>",\
                "guestOsType":"<guestOsType>","platform":"Linux","system":true,\
                "resourceUuid":"fb4415140ff4429f8b7b42f01f04cfdb","architecture":"<architecture>",\
                "tagUuids":["<tagUuids>"]},"systemTags":["<systemTags>"],"userTags":["<userTags>"]}""".formatted(a));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(
                        "{\"inventory\":{\"uuid\":\"fb4415140ff4429f8b7b42f01f04cfdb\",\"name\":\"My Volume Template\"")
                .contains("\"mediaType\":\"DataVolumeTemplate\"", "\"system\":true", "\"installPath\":\"zstore://");
    }

    @Test
    void recoverImage() throws Exception {
        longshore.put(image.toBuilder()
                .setStatus(ImageStatus.IMAGE_STATUS_DELETED)
                .setBackupStorageRefs(
                        0, image.getBackupStorageRefs(0).toBuilder().setStatus(ImageStatus.IMAGE_STATUS_DELETED))
                .build());
        var answer = documented("PUT", "/zstack/v1/images/%s/actions".formatted(image.getUuid()), """
                {"params":{"backupStorageUuids":["%s"]},"systemTags":["<systemTags>"],"userTags":["<userTags>"]}""".formatted(a));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"inventory\":{\"uuid\":\"" + image.getUuid())
                .contains("\"status\":\"Ready\"")
                .doesNotContain("Deleted", "success");
    }

    @Test
    void syncVmBackupFromImageStoreBackupStorage() throws Exception {
        var group = uuid();
        var root = longshore.addBackup(group, VolumeType.VOLUME_TYPE_ROOT, a);
        var data = longshore.addBackup(group, VolumeType.VOLUME_TYPE_DATA, a);
        var answer = documented("PUT", "/zstack/v1/vm-backups/%s/actions".formatted(group), """
                {"syncvmbackupfromimagestorebackupstorage":{"srcBackupStorageUuid":"%s","dstBackupStorageUuid":"%s"},\
                "systemTags":["<systemTags>"],"userTags":["<userTags>"]}""".formatted(a, b));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"inventories\":[{\"uuid\":\"" + root.getUuid())
                .contains("\"uuid\":\"" + data.getUuid() + "\"")
                .contains("\"name\":\"Root-Volume-Backup-1\"", "\"size\":1073741824", "\"groupUuid\":\"" + group + "\"")
                .contains("\"createDate\":\"Nov 14, 2017 10:20:57 PM\"", "\"backupStorageUuid\":\"" + b + "\"");
    }
}
