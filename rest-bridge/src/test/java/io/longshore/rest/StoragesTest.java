package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.v1.CephLocation;
import io.longshore.v1.CephPool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backup storages, what migrations leave on them, and what they have room for. */
class StoragesTest extends BridgeTest {
    private static final String STORES = "/zstack/v1/backup-storage/image-store";

    private static String store(String hostname, String url, String name) {
        return "{\"params\":{\"hostname\":\"%s\",\"username\":\"root\",\"password\":\"secret\",\"url\":\"%s\",\"name\":\"%s\"}}"
                .formatted(hostname, url, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void anImageStoreIsAFolderOfThisMachine(String hostname) throws Exception {
        var answer = send(as("POST", STORES, store(hostname, "/srv/new", "new")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"inventory\":{")
                .contains("\"name\":\"new\"", "\"url\":\"/srv/new\"", "\"hostname\":\"127.0.0.1\"")
                .doesNotContain("secret");
    }

    @Test
    void theSameFolderTwiceIsADuplicate() throws Exception {
        send(as("POST", STORES, store("127.0.0.1", "/srv/new", "new")));
        var job = job("POST", STORES, store("127.0.0.1", "/srv/new", "other"));
        assertThat(job.status()).isEqualTo(503);
        assertThat(job.body())
                .contains("SYS.1006")
                .contains(
                        "duplicate backup storage. There has been an image store backup storage[hostname:127.0.0.1] existing");
        assertThat(job("POST", STORES, store("127.0.0.1", "/srv/other", "new")).body())
                .contains("another storage has it");
    }

    @Test
    void aFolderOfAnotherHostIsReachedOverSftp() throws Exception {
        var answer = send(as("POST", STORES, store("10.0.0.7", "/srv/new", "new")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"url\":\"/srv/new\"", "\"hostname\":\"10.0.0.7\"", "\"username\":\"root\"")
                .contains("\"type\":\"ImageStoreBackupStorage\"")
                .doesNotContain("secret");
    }

    @Test
    void anSftpStorageIsFoundAmongItsOwnKind() throws Exception {
        var sftp = "/zstack/v1/backup-storage/sftp";
        var added = send(as("POST", sftp, store("10.0.0.7", "/srv/new", "new")));
        assertThat(added.status()).isEqualTo(200);
        assertThat(added.body()).contains("\"type\":\"SftpBackupStorage\"").doesNotContain("secret");
        assertThat(get(sftp).body())
                .contains("\"name\":\"new\"")
                .contains("\"inventories[0]\":\"org.zstack.storage.backup.sftp.SftpBackupStorageInventory\"");
        assertThat(get(STORES).body()).contains("\"inventories\":[]");
    }

    @Test
    void aCephStorageIsAPoolWithItsMonitors() throws Exception {
        var ceph = "/zstack/v1/backup-storage/ceph";
        var added = send(as(
                "POST",
                ceph,
                "{\"params\":{\"monUrls\":[\"root:secret@10.0.0.1/?monPort=7777\",\"root:secret@10.0.0.2\"],"
                        + "\"poolName\":\"images\",\"name\":\"ceph\"}}"));
        assertThat(added.status()).isEqualTo(200);
        assertThat(added.body())
                .contains("\"type\":\"Ceph\"", "\"poolName\":\"images\"")
                .contains("\"hostname\":\"10.0.0.1\",\"monPort\":7777", "\"hostname\":\"10.0.0.2\",\"monPort\":6789")
                .doesNotContain("secret");
        assertThat(get(ceph).body())
                .contains("org.zstack.storage.ceph.backup.CephBackupStorageInventory")
                .contains(
                        "\"inventories[0].mons[1]\":\"org.zstack.storage.ceph.backup.CephBackupStorageMonInventory\"");
        assertThat(job("POST", ceph, "{\"params\":{\"monUrls\":[\"a b\"],\"poolName\":\"p\",\"name\":\"n\"}}")
                        .body())
                .contains("SYS.1007", "invalid monUrl[a b]");
    }

    @Test
    void aRelativeFolderIsRefused() throws Exception {
        assertThat(job("POST", STORES, store("localhost", "srv/new", "new")).body())
                .contains("SYS.1007", "invalid url[srv/new]");
    }

    @Test
    void aStorageIsDisabledEnabledAndDeleted() throws Exception {
        var uuid = longshore.addStorage("a", "/srv/a").getUuid();
        var path = "/zstack/v1/backup-storage/" + uuid;
        assertThat(put(path + "/actions", "{\"changeBackupStorageState\":{\"stateEvent\":\"disable\"}}")
                        .body())
                .contains("\"state\":\"Disabled\"");
        assertThat(put(path + "/actions", "{\"params\":{\"stateEvent\":\"enable\"}}")
                        .body())
                .contains("\"state\":\"Enabled\"");
        assertThat(send(as("DELETE", path + "?deleteMode=Permissive", "")).body())
                .isEqualTo("{}");
        assertThat(get(path).body()).contains("\"inventories\":[]");
    }

    @Test
    void aStorageIsReconnectedAndRenamedOnItsKindsPathAndOnTheGeneralOne() throws Exception {
        var uuid = longshore.addStorage("a", "/srv/a").getUuid();
        for (var kind : List.of("", "image-store/", "sftp/")) {
            var path = "/zstack/v1/backup-storage/" + kind + uuid + "/actions";
            var name = kind.startsWith("image") ? "ImageStore" : kind.startsWith("sftp") ? "Sftp" : "";
            assertThat(put(path, "{\"reconnect%sBackupStorage\":{}}".formatted(name))
                            .body())
                    .as(kind)
                    .startsWith("{\"inventory\":{\"uuid\":\"" + uuid)
                    .contains("\"status\":\"Connected\"");
            assertThat(put(path, "{\"update%sBackupStorage\":{\"name\":\"%s-one\"}}".formatted(name, name))
                            .body())
                    .as(kind)
                    .contains("\"name\":\"" + name + "-one\"");
        }
        var job = job(
                "PUT",
                "/zstack/v1/backup-storage/sftp/" + uuid + "/actions",
                "{\"updateSftpBackupStorage\":{\"hostname\":\"elsewhere\"}}");
        assertThat(job.body()).contains("SYS.1014");
    }

    @Test
    void aPoolsFiguresAreTheClusters() throws Exception {
        longshore.addCeph(
                "ceph",
                CephLocation.newBuilder()
                        .addMonitors("10.0.0.1")
                        .setPool("images")
                        .setPoolFigures(CephPool.newBuilder()
                                .setAvailableBytes(1000)
                                .setUsedBytes(200)
                                .setReplicas(2))
                        .build());
        assertThat(get("/zstack/v1/backup-storage/ceph?q=poolReplicatedSize=2&q=poolDiskUtilization%3C0.6")
                        .body())
                .contains(
                        "\"poolAvailableCapacity\":1000,\"poolUsedCapacity\":200,\"poolReplicatedSize\":2,\"poolDiskUtilization\":0.5");
        assertThat(get("/zstack/v1/backup-storage/ceph?q=poolDiskUtilization%3E0.6")
                        .body())
                .contains("\"inventories\":[]");
    }

    @Test
    void theTrashIsListedAndEmptied() throws Exception {
        var a = longshore.addStorage("a", "/srv/a").getUuid();
        var b = longshore.addStorage("b", "/srv/b").getUuid();
        var image = longshore.addImage("TinyLinux", a).getUuid();
        put(
                "/v1/backup-storage/images/%s/actions".formatted(image),
                "{\"params\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}".formatted(a, b));
        var trash = "/zstack/v1/backup-storage/trash?uuid=" + a;
        assertThat(get(trash).body())
                .matches(
                        "\\{\"inventories\":\\[\\{\"trashId\":\\d+,\"resourceUuid\":\"" + image
                                + "\",\"resourceType\":\"ImageVO\",\"storageUuid\":\"" + a
                                + "\",\"storageType\":\"BackupStorageVO\",\"installPath\":\"zstore://[^\"]+\",\"isFolder\":false,"
                                + "\"size\":16777216,\"trashType\":\"MigrateImage\",\"createDate\":\"Nov 14, 2017 10:20:57 PM\"}]}");
        assertThat(get(trash + "&resourceType=ImageVO&resourceUuid=" + image).body())
                .contains(image);
        assertThat(get(trash + "&resourceType=ImageVO&resourceUuid=" + uuid()).body())
                .isEqualTo("{\"inventories\":[]}");
        assertThat(get(trash + "&resourceType=ImageVO").body()).contains("SYS.1007");
        assertThat(get("/zstack/v1/backup-storage/trash").body()).contains("SYS.1007", "field[uuid]");

        var id = get(trash).body().replaceAll(".*\"trashId\":(\\d+),.*", "$1");
        var emptied = put(
                "/zstack/v1/backup-storage/%s/trash/actions".formatted(a),
                "{\"cleanUpTrashOnBackupStorage\":{\"trashId\":%s.0}}".formatted(id));
        assertThat(emptied.body()).isEqualTo("""
                        {"success":true,"result":{"resourceUuids":["%1$s"],"details":[],"size":16777216},\
                        "results":[{"resourceUuid":"%1$s","success":true,"trashId":%2$s,"size":16777216}]}""".formatted(image, id));
        assertThat(get(trash).body()).isEqualTo("{\"inventories\":[]}");
        assertThat(put("/zstack/v1/backup-storage/%s/trash/actions".formatted(a), "{}")
                        .body())
                .contains("\"results\":[]");
    }

    @Test
    void spaceIsReclaimed() throws Exception {
        var a = longshore.addStorage("a", "/srv/a").getUuid();
        assertThat(job("PUT", STORES + "/" + a + "/actions", "{\"reclaimSpaceFromImageStore\":{}}")
                        .body())
                .isEqualTo("{\"gcResult\":{\"freedSpaceInBytes\":4294967296}}");
    }

    @Test
    void capacitiesAreAddedUp() throws Exception {
        var a = longshore.addStorage("a", "/srv/a").getUuid();
        var b = longshore.addStorage("b", "/srv/b").getUuid();
        var path = "/zstack/v1/backup-storage/capacities";
        var one = "{\"success\":true,\"totalCapacity\":10995116277760,\"availableCapacity\":1099511627776}";
        var two = "{\"success\":true,\"totalCapacity\":21990232555520,\"availableCapacity\":2199023255552}";
        assertThat(get(path + "?backupStorageUuids=" + a).body()).isEqualTo(one);
        assertThat(get(path + "?backupStorageUuids.0=" + a).body()).isEqualTo(one);
        assertThat(get(path + "?backupStorageUuids=%s&backupStorageUuids=%s".formatted(a, b))
                        .body())
                .isEqualTo(two);
        assertThat(get(path + "?all=true").body()).isEqualTo(two);
        assertThat(get(path).body()).contains("SYS.1007");
        assertThat(get("/zstack/v1/backup-storage/types").body())
                .isEqualTo("{\"types\":[\"ImageStoreBackupStorage\",\"Ceph\",\"SftpBackupStorage\"]}");
    }

    @Test
    void imagesAreDeletedRecoveredAndExpunged() throws Exception {
        var a = longshore.addStorage("a", "/srv/a").getUuid();
        var image = longshore.addImage("TinyLinux", a).getUuid();
        var actions = "/zstack/v1/images/%s/actions".formatted(image);
        assertThat(send(as("DELETE", "/zstack/v1/images/" + image + "?backupStorageUuids=" + a, ""))
                        .body())
                .isEqualTo("{}");
        assertThat(get("/zstack/v1/images/" + image).body()).contains("\"status\":\"Deleted\"");
        assertThat(put(actions, "{\"recoverImage\":{}}").body()).contains("\"status\":\"Ready\"");
        job("DELETE", "/zstack/v1/images/" + image, "");
        assertThat(job("PUT", actions, "{\"expungeImage\":{}}").body()).isEqualTo("{}");
        assertThat(get("/zstack/v1/images/" + image).body()).contains("\"inventories\":[]");
        assertThat(job("PUT", actions, "{\"recoverImage\":{}}").body()).contains("SYS.1003");
    }
}
