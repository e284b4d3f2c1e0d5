package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.v1.Image;
import io.longshore.v1.ImageState;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.Task.OperationCase;
import io.longshore.v1.VolumeType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which API a body means, on paths that have several and on paths that have one. */
class DispatchTest extends BridgeTest {
    private String storage;
    private Image image;
    private String actions;

    @BeforeEach
    void fill() {
        storage = longshore.addStorage("a", "/srv/a").getUuid();
        image = longshore.addImage("TinyLinux", storage);
        longshore.put(image.toBuilder()
                .setStatus(ImageStatus.IMAGE_STATUS_DELETED)
                .setBackupStorageRefs(
                        0, image.getBackupStorageRefs(0).toBuilder().setStatus(ImageStatus.IMAGE_STATUS_DELETED))
                .build());
        actions = "/zstack/v1/images/%s/actions".formatted(image.getUuid());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"changeImageState":{"stateEvent":"disable"}}                              | CHANGE_IMAGE_STATE
                    {"changeimagestate":{"stateEvent":"disable"}}                              | CHANGE_IMAGE_STATE
                    {"CHANGEIMAGESTATE":{"stateEvent":"disable"}}                              | CHANGE_IMAGE_STATE
                    {"params":{"stateEvent":"disable"}}                                        | CHANGE_IMAGE_STATE
                    {"params":{"stateEvent":"disable","backupStorageUuids":[]}}                | CHANGE_IMAGE_STATE
                    {"params":{"stateEvent":"disable","unknown":1}}                            | CHANGE_IMAGE_STATE
                    {"recoverImage":{}}                                                        | RECOVER_IMAGE
                    {"recoverImage":null}                                                      | RECOVER_IMAGE
                    {"recoverImage":{"unknown":{"deep":[1]}},"alsoUnknown":2}                  | RECOVER_IMAGE
                    {"recoverImage":{},"params":{"stateEvent":"disable"}}                      | RECOVER_IMAGE
                    {"params":{}}                                                              | RECOVER_IMAGE
                    {"params":{"backupStorageUuids":[]}}                                       | RECOVER_IMAGE
                    {"params":{"systemTags":["t"],"userTags":["u"],"requestIp":"10.0.0.1"}}    | RECOVER_IMAGE
                    {"params":{},"systemTags":["t"]}                                           | RECOVER_IMAGE
                    {"imageUuid":"U","recoverImage":{"backupStorageUuids":null}}               | RECOVER_IMAGE
                    {"expungeImage":{}}                                                        | EXPUNGE_IMAGE
                    {"expungeImage":{},"params":{}}                                            | EXPUNGE_IMAGE
                    {"updateImage":{"name":"other"}}                                           | UPDATE_IMAGE
                    """)
    void theKeyOfTheBodySaysWhatIsDoneWithAnImage(String body, OperationCase expected) throws Exception {
        var answer = put(actions, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(longshore.tasks().values())
                .singleElement()
                .satisfies(task -> assertThat(task.getOperationCase()).isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"imageUuid\":\"U\"}",
                "{\"syncImageSize\":{}}",
                "{\"unknown\":{}}",
                "{\"systemTags\":[\"t\"]}",
                "{\"recoverImage\":{},\"changeImageState\":{\"stateEvent\":\"disable\"}}",
                "{\"recoverImage\":{},\"RecoverImage\":{}}",
                "{\"params\":{\"name\":\"other\"}}",
                "{\"params\":{\"backupStorageUuids\":[],\"name\":\"other\"}}",
                "{\"params\":{},\"syncImageSize\":{}}",
                "{\"params\":{},\"syncImageSize\":null}"
            })
    void aBodyWithoutExactlyOneActionIsRefused(String body) throws Exception {
        var answer = put(actions, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("the body doesn't contain action mapping to the URL[/v1/images/%s/actions]"
                        .formatted(image.getUuid()));
        assertThat(longshore.tasks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"changeImageState":{"stateEvent":"disable","systemTags":["in"]}}                          | in
                    {"changeImageState":{"stateEvent":"disable"},"systemTags":["out"]}                         | out
                    {"changeImageState":{"stateEvent":"disable","systemTags":["in"]},"systemTags":["out"]}     | out
                    """)
    void tagsStandBesideTheParametersOrAmongThem(String body, String expected) throws Exception {
        assertThat(put(actions, body).status()).isEqualTo(200);
        var changed = longshore.image(image.getUuid());
        assertThat(changed.getState()).isEqualTo(ImageState.IMAGE_STATE_DISABLED);
        assertThat(changed.getSystemTagsList()).containsExactly(expected);
    }

    @Test
    void bothPrefixesServe() throws Exception {
        var body = "{\"recoverImage\":{}}";
        assertThat(put("/v1/images/%s/actions".formatted(image.getUuid()), body).status())
                .isEqualTo(200);
        assertThat(get("/v1/images").status()).isEqualTo(200);
        assertThat(get("/zstack/v1/images").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "syncVmBackupFromImageStoreBackupStorage",
                "syncvmbackupfromimagestorebackupstorage",
                "SyncVmBackupFromImageStoreBackupStorage",
                "params"
            })
    void aGroupIsSyncedUnderItsActionInAnyCaseOrUnderParams(String key) throws Exception {
        var group = uuid();
        longshore.addBackup(group, VolumeType.VOLUME_TYPE_ROOT, storage);
        var other = longshore.addStorage("b", "/srv/b").getUuid();
        var answer = put(
                "/zstack/v1/vm-backups/%s/actions".formatted(group),
                "{\"%s\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}"
                        .formatted(key, storage, other));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"params\":{}}",
                "{\"params\":{\"srcBackupStorageUuid\":\"x\"}}",
                "{\"revertVmFromVmBackup\":{}}"
            })
    void aGroupsBodyWithoutTheActionIsRefused(String body) throws Exception {
        var group = uuid();
        var answer = put("/zstack/v1/vm-backups/%s/actions".formatted(group), body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("the body doesn't contain action mapping to the URL[/v1/vm-backups/%s/actions]"
                        .formatted(group));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"backupStorageMigrateImage", "backupstoragemigrateimage", "BACKUPSTORAGEMIGRATEIMAGE", "params"})
    void anImageIsMigratedUnderAnySpellingOfTheKey(String key) throws Exception {
        var ready = longshore.addImage("other", storage).getUuid();
        var other = longshore.addStorage("b", "/srv/b").getUuid();
        var answer = put(
                "/zstack/v1/backup-storage/images/%s/actions".formatted(ready),
                "{\"%s\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}"
                        .formatted(key, storage, other));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"unknown\":{\"srcBackupStorageUuid\":\"x\"}}", "{\"params\":null}"})
    void whereAPathHasOneApiMissingParametersAreTheJobsFailure(String body) throws Exception {
        var migrated = job("PUT", "/zstack/v1/backup-storage/images/%s/actions".formatted(image.getUuid()), body);
        assertThat(migrated.status()).isEqualTo(503);
        assertThat(migrated.body())
                .contains("SYS.1007")
                .contains("field[srcBackupStorageUuid] of message[org.zstack.header.message.ApiMessageParamValidator]"
                        + " is mandatory, can not be null");
        var created = job("POST", "/zstack/v1/images/data-volume-templates/from/volume-template/" + uuid(), body);
        assertThat(created.status()).isEqualTo(503);
        assertThat(created.body()).contains("SYS.1007", "field[backupStorageUuid]");
    }

    @Test
    void aPathVariableBeatsTheBody() throws Exception {
        var answer = put(
                actions,
                "{\"uuid\":\"%s\",\"changeImageState\":{\"uuid\":\"x\",\"stateEvent\":\"disable\"}}".formatted(uuid()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains(image.getUuid());
    }
}
