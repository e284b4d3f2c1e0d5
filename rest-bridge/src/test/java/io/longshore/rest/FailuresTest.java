package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.v1.Image;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.VolumeType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What APIs refuse: codes and sentences, the same for a held call as for a job. */
class FailuresTest extends BridgeTest {
    private static final String M = "org.zstack.header.message.ApiMessageParamValidator";
    private static final String NOBODY = "0123456789abcdef0123456789abcdef";

    private String a;
    private String b;
    private Image image;

    @BeforeEach
    void fill() {
        a = longshore.addStorage("a", "/srv/a").getUuid();
        b = longshore.addStorage("b", "/srv/b").getUuid();
        image = longshore.addImage("TinyLinux", a);
    }

    /** Held and as a job, a failure is told alike. */
    private String failure(String verb, String path, String body, String code) throws Exception {
        var held = send(as(verb, path, body));
        assertThat(held.status()).as(held.body()).isEqualTo(503);
        var job = job(verb, path, body);
        assertThat(job.status()).isEqualTo(503);
        assertThat(job.body()).isEqualTo(held.body());
        assertThat(held.body()).startsWith("{\"error\":{\"code\":\"" + code + "\",\"description\":\"");
        return held.body().replaceAll(".*?\"details\":\"((?:[^\"\\\\]|\\\\.)*)\".*", "$1");
    }

    private String migration(String from, String to) {
        return "{\"backupStorageMigrateImage\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}"
                .formatted(from, to);
    }

    private String migrate(Image of, String from, String to, String code) throws Exception {
        return failure(
                "PUT",
                "/zstack/v1/backup-storage/images/%s/actions".formatted(of.getUuid()),
                migration(from, to),
                code);
    }

    private String act(String body, String code) throws Exception {
        return failure("PUT", "/zstack/v1/images/%s/actions".formatted(image.getUuid()), body, code);
    }

    @Test
    void fieldsThatAreMissing() throws Exception {
        assertThat(act("{\"changeImageState\":{}}", "SYS.1007"))
                .isEqualTo("field[stateEvent] of message[%s] is mandatory, can not be null".formatted(M));
        assertThat(act("{\"changeImageState\":{\"stateEvent\":null}}", "SYS.1007"))
                .contains("is mandatory");
        assertThat(failure(
                        "PUT",
                        "/zstack/v1/backup-storage/images/%s/actions".formatted(image.getUuid()),
                        "{\"backupStorageMigrateImage\":{\"srcBackupStorageUuid\":\"%s\"}}".formatted(a),
                        "SYS.1007"))
                .isEqualTo("field[dstBackupStorageUuid] of message[%s] is mandatory, can not be null".formatted(M));
    }

    @Test
    void stringsThatAreTooLong() throws Exception {
        var backup = longshore.addBackup(uuid(), VolumeType.VOLUME_TYPE_DATA, a);
        assertThat(failure(
                        "POST",
                        "/zstack/v1/images/data-volume-templates/from/volume-template/" + backup.getUuid(),
                        "{\"params\":{\"backupStorageUuid\":\"%s\",\"name\":\"%s\"}}".formatted(a, "n".repeat(300)),
                        "SYS.1007"))
                .isEqualTo(
                        "field[name] of message[%s] exceeds max length of string. expected was <= 255, actual was 300"
                                .formatted(M));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENABLE", "enabled", "", "toggle"})
    void wordsThatAreNoneOfTheValidOnes(String event) throws Exception {
        assertThat(act("{\"changeImageState\":{\"stateEvent\":\"%s\"}}".formatted(event), "SYS.1007"))
                .isEqualTo("valid value for field[stateEvent] of message[%s] are [enable, disable], but %s found"
                        .formatted(M, event));
    }

    @Test
    void stringsAreTrimmedBeforeTheyAreChecked() throws Exception {
        var answer = put(
                "/zstack/v1/images/%s/actions".formatted(image.getUuid()),
                "{\"changeImageState\":{\"stateEvent\":\" disable \"}}");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aPlatformThatIsUnknown() throws Exception {
        assertThat(act("{\"updateImage\":{\"platform\":\"Amiga\"}}", "SYS.1007"))
                .isEqualTo(
                        "valid value for field[platform] of message[%s] are [Linux, Windows, Other, Paravirtualization, WindowsVirtio], but Amiga found"
                                .formatted(M));
    }

    @Test
    void aNewUuidOfAnotherForm() throws Exception {
        var backup = longshore.addBackup(uuid(), VolumeType.VOLUME_TYPE_DATA, a);
        assertThat(failure(
                        "POST",
                        "/zstack/v1/images/data-volume-templates/from/volume-template/" + backup.getUuid(),
                        "{\"params\":{\"backupStorageUuid\":\"%s\",\"name\":\"n\",\"resourceUuid\":\"mine\"}}"
                                .formatted(a),
                        "SYS.1007"))
                .contains("field[resourceUuid]", "mine");
    }

    @Test
    void numbersOutOfRange() throws Exception {
        assertThat(failure(
                        "POST",
                        "/zstack/v1/backup-storage/image-store",
                        "{\"params\":{\"hostname\":\"localhost\",\"username\":\"u\",\"password\":\"p\",\"sshPort\":0,\"url\":\"/x\",\"name\":\"n\"}}",
                        "SYS.1007"))
                .isEqualTo("field[sshPort] must be in range of [1, 65535]");
    }

    @Test
    void resourcesThatAreNotThere() throws Exception {
        assertThat(failure(
                        "PUT",
                        "/zstack/v1/images/%s/actions".formatted(NOBODY),
                        "{\"changeImageState\":{\"stateEvent\":\"enable\"}}",
                        "SYS.1003"))
                .isEqualTo("invalid field[uuid], resource[uuid:%s, type:ImageVO] not found".formatted(NOBODY));
        assertThat(failure("PUT", "/zstack/v1/images/not-a-uuid/actions", "{\"recoverImage\":{}}", "SYS.1003"))
                .isEqualTo("invalid field[uuid], resource[uuid:not-a-uuid, type:ImageVO] not found");
        assertThat(failure(
                        "PUT",
                        "/zstack/v1/backup-storage/images/%s/actions".formatted(NOBODY),
                        migration(a, b),
                        "SYS.1003"))
                .isEqualTo("invalid field[imageUuid], resource[uuid:%s, type:ImageVO] not found".formatted(NOBODY));
        assertThat(migrate(image, a, NOBODY, "SYS.1003"))
                .isEqualTo("invalid field[dstBackupStorageUuid], resource[uuid:%s, type:BackupStorageVO] not found"
                        .formatted(NOBODY));
        assertThat(migrate(image, NOBODY, a, "SYS.1003")).contains("field[srcBackupStorageUuid]");
        assertThat(failure(
                        "POST",
                        "/zstack/v1/images/data-volume-templates/from/volume-template/" + NOBODY,
                        "{\"params\":{\"backupStorageUuid\":\"%s\",\"name\":\"n\"}}".formatted(a),
                        "SYS.1003"))
                .isEqualTo("invalid field[backupUuid], resource[uuid:%s, type:VolumeBackupVO] not found"
                        .formatted(NOBODY));
    }

    @Test
    void migrationsThatCannotBe() throws Exception {
        assertThat(migrate(image, a, a, "SYS.1007")).isEqualTo("Source BS and Destination BS cannot be the same.");
        assertThat(migrate(image, b, a, "SYS.1007"))
                .isEqualTo("Image[uuid:%s] is not in source backup storage[uuid:%s]".formatted(image.getUuid(), b));
        longshore.put(
                image.toBuilder().setStatus(ImageStatus.IMAGE_STATUS_DELETED).build());
        assertThat(migrate(image, a, b, "SYS.1006"))
                .isEqualTo("Image[uuid:%s] is not in status Ready, cannot migrate it.".formatted(image.getUuid()));
        longshore.disableStorage(b);
        assertThat(migrate(image, a, b, "SYS.1006")).isEqualTo("Source BS and Destination BS must not be Disabled.");
    }

    @Test
    void recoveriesThatCannotBe() throws Exception {
        var named = "the image[uuid:%s, name:TinyLinux]".formatted(image.getUuid());
        assertThat(act("{\"recoverImage\":{}}", "SYS.1006")).isEqualTo(named + " is not deleted on any backup storage");
        assertThat(act("{\"recoverImage\":{\"backupStorageUuids\":[\"%s\"]}}".formatted(b), "SYS.1007"))
                .isEqualTo(named + " is not on the backup storage[uuid:%s]".formatted(b));
        assertThat(act("{\"recoverImage\":{\"backupStorageUuids\":[\"%s\"]}}".formatted(a), "SYS.1007"))
                .isEqualTo(named + "'s status[Ready] is not Deleted on the backup storage[uuid:%s]".formatted(a));
        assertThat(act("{\"expungeImage\":{\"backupStorageUuids\":[\"%s\"]}}".formatted(a), "SYS.1007"))
                .isEqualTo(named + " is not deleted on the backup storage[uuid:%s]".formatted(a));
    }

    @Test
    void syncsThatCannotBe() throws Exception {
        var group = uuid();
        var path = "/zstack/v1/vm-backups/%s/actions".formatted(group);
        var body = "{\"params\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}".formatted(a, b);
        assertThat(failure("PUT", path, body, "SYS.1003"))
                .isEqualTo("No volume backups found with group uuid: " + group);
        longshore.addBackup(group, VolumeType.VOLUME_TYPE_DATA, a);
        assertThat(failure("PUT", path, body, "SYS.1006")).isEqualTo("Root volume missing within group uuid: " + group);
        longshore.addBackup(group, VolumeType.VOLUME_TYPE_ROOT, a);
        longshore.addBackup(group, VolumeType.VOLUME_TYPE_ROOT, a);
        assertThat(failure("PUT", path, body, "SYS.1006"))
                .isEqualTo("Multiple root volumes found within group uuid: " + group);
        longshore.disableStorage(b);
        assertThat(failure("PUT", path, body, "SYS.1006"))
                .isEqualTo(
                        "One of the backup storage[uuids: %s, %s] is in the state of Disabled, can not do sync operation"
                                .formatted(b, a));
        assertThat(failure(
                        "PUT",
                        path,
                        "{\"params\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}"
                                .formatted(NOBODY, b),
                        "SYS.1003"))
                .contains("field[srcBackupStorageUuid], resource[uuid:" + NOBODY);
    }

    @ParameterizedTest
    @CsvSource({"/zstack/v1/images/", "/zstack/v1/volume-backups/", "/zstack/v1/backup-storage/"})
    void whatIsToBeDeletedAndIsNotThereIsDone(String path) throws Exception {
        assertThat(send(as("DELETE", path + NOBODY, "")))
                .extracting(Answer::status, Answer::body)
                .containsExactly(200, "{}");
        assertThat(job("DELETE", path + NOBODY, ""))
                .extracting(Answer::status, Answer::body)
                .containsExactly(200, "{}");
        assertThat(failure("DELETE", path + "x", "", "SYS.1003")).isEqualTo("invalid value[x] of field [uuid]");
    }

    @Test
    void addingAnImageByUrlIsNotOffered() throws Exception {
        assertThat(failure(
                        "POST",
                        "/zstack/v1/images",
                        "{\"params\":{\"name\":\"n\",\"url\":\"http://h/i.qcow2\",\"backupStorageUuids\":[\"%s\"]}}"
                                .formatted(a),
                        "SYS.1014"))
                .contains("http://h/i.qcow2", "upload");
    }

    @Test
    void anExpiredSession() throws Exception {
        session = uuid();
        assertThat(get("/zstack/v1/images"))
                .extracting(Answer::status, Answer::body)
                .containsExactly(
                        503,
                        "{\"error\":{\"code\":\"ID.1001\",\"description\":\"The session is invalid, either wrong session id"
                                + " or the session has been expired\",\"details\":\"Session expired\"}}");
        assertThat(act("{\"recoverImage\":{}}", "ID.1001")).isEqualTo("Session expired");
    }

    @Test
    void theSessionIsToldBeforeWhatExists() throws Exception {
        session = uuid();
        assertThat(failure("PUT", "/zstack/v1/images/%s/actions".formatted(NOBODY), "{\"recoverImage\":{}}", "ID.1001"))
                .isEqualTo("Session expired");
        assertThat(act("{\"changeImageState\":{}}", "SYS.1007")).contains("is mandatory");
    }

    @Test
    void anotherTaskHoldsTheImage() throws Exception {
        longshore.toggleBusy(image.getUuid());
        assertThat(migrate(image, a, b, "SYS.1006")).contains("another task holds image");
    }
}
