package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.longshore.v1.ImageMediaType;
import io.longshore.v1.ImageState;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.VolumeType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The query language over three images, two storages and a group of backups. */
class QueriesTest extends BridgeTest {
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\"");

    private String a;
    private String b;
    private String alpine;

    @BeforeEach
    void fill() {
        a = longshore.addStorage("first", "/srv/a").getUuid();
        b = longshore.addStorage("second", "/srv/b").getUuid();
        alpine = longshore.addImage("alpine", a).getUuid();
        longshore.put(longshore.addImage("beos", a).toBuilder()
                .setState(ImageState.IMAGE_STATE_DISABLED)
                .setStatus(ImageStatus.IMAGE_STATUS_DELETED)
                .setMediaType(ImageMediaType.IMAGE_MEDIA_TYPE_ISO)
                .setSizeBytes(5_000_000_000L)
                .setDescription("old = good")
                .setSystem(true)
                .setCreateTime(Timestamp.newBuilder().setSeconds(1_510_698_058L).setNanos(500_000_000))
                .build());
        longshore.put(longshore.addImage("centos", b).toBuilder()
                .setSizeBytes(10L)
                .clearPlatform()
                .setCreateTime(Timestamp.newBuilder().setSeconds(1_600_000_000L))
                .build());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer query(String path, String condition) throws Exception {
        return get(path + "?q=" + encoded(condition.replace("$ALPINE", alpine).replace("$A", a)));
    }

    private static String names(Answer answer) {
        return String.join(
                " ",
                NAME.matcher(answer.body())
                        .results()
                        .map(match -> match.group(1))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    name=alpine                                     | alpine
                    name!=alpine                                    | beos centos
                    name>b                                          | beos centos
                    name>=beos                                      | beos centos
                    name<beos                                       | alpine
                    name<=beos                                      | alpine beos
                    name~=%e%                                       | alpine beos centos
                    name~=A%                                        | alpine
                    name~=____                                      | beos
                    name!~=%os                                      | alpine
                    name?=alpine,centos                             | alpine centos
                    name?=alpine, centos                            | alpine
                    name!?=alpine,centos                            | beos
                    description is null                             | alpine centos
                    description not null                            | beos
                    description=old = good                          | beos
                    platform is null                                | centos
                    state=Enabled                                   | alpine centos
                    state!=Enabled                                  | beos
                    state~=Dis%                                     | beos
                    state=enabled                                   | ''
                    state=IMAGE_STATE_ENABLED                       | ''
                    status?=Ready,Deleted                           | alpine beos centos
                    status=Deleted                                  | beos
                    status is null                                  | ''
                    mediaType=ISO                                   | beos
                    mediaType!?=ISO                                 | alpine centos
                    type=zstack                                     | alpine beos centos
                    type!=zstack                                    | ''
                    type not null                                   | alpine beos centos
                    size=10                                         | centos
                    size>1073741824                                 | beos
                    size?=10,5000000000                             | beos centos
                    actualSize>=16777216                            | alpine beos centos
                    system=true                                     | beos
                    system=false                                    | alpine centos
                    system!=true                                    | alpine centos
                    virtio is null                                  | alpine beos centos
                    createDate=Nov 14, 2017 10:20:58 PM             | beos
                    createDate>Nov 14, 2017 10:20:57 PM             | beos centos
                    createDate>=Nov 14, 2017, 10:20:58 PM           | beos centos
                    createDate<=2017-11-14 22:20:58                 | alpine beos
                    createDate<2017-11-14T22:20:58Z                 | alpine
                    uuid=$ALPINE                                    | alpine
                    uuid!=$ALPINE                                   | beos centos
                    uuid=nonsense                                   | ''
                    uuid!=nonsense                                  | alpine beos centos
                    uuid?=nonsense,$ALPINE                          | alpine
                    backupStorageRefs.backupStorageUuid=$A          | alpine beos
                    backupStorageRef.backupStorageUuid!=$A          | centos
                    backupStorageRefs.status=Ready                  | alpine beos centos
                    backupStorageRefs.installPath~=zstore://%       | alpine beos centos
                    backupStorage.name=second                       | centos
                    backupStorage.name!=second                      | alpine beos
                    backupStorage.name=third                        | ''
                    backupStorage.uuid=$A                           | alpine beos
                    backupStorage.state=Enabled                     | alpine beos centos
                    """)
    void everyOperatorOnItsFields(String condition, String expected) throws Exception {
        var answer = query("/zstack/v1/images", condition);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(names(answer)).isEqualTo(expected);
    }

    @Test
    void blanksAroundANameArePassedOver() throws Exception {
        assertThat(names(query("/zstack/v1/images", " name =alpine"))).isEqualTo("alpine");
        assertThat(names(query("/zstack/v1/images", "name= alpine"))).isEmpty();
    }

    @Test
    void conditionsAreJoinedByAnd() throws Exception {
        var answer = get("/zstack/v1/images?q=name~=%25os&q=state%3DEnabled");
        assertThat(names(answer)).isEqualTo("centos");
    }

    @Test
    void sorting() throws Exception {
        assertThat(names(get("/zstack/v1/images?sort=-name"))).isEqualTo("centos beos alpine");
        assertThat(names(get("/zstack/v1/images?sort=+size"))).isEqualTo("centos alpine beos");
        assertThat(names(get("/zstack/v1/images?sort=%2Bsize"))).isEqualTo("centos alpine beos");
        assertThat(names(get("/zstack/v1/images?sort=name"))).isEqualTo("alpine beos centos");
        assertThat(get("/zstack/v1/images?sort=type").status()).isEqualTo(200);
        assertThat(get("/zstack/v1/images?sort=nothing").body()).contains("SYS.1000", "not having field[nothing]");
    }

    @Test
    void pagesAndTotals() throws Exception {
        assertThat(names(get("/zstack/v1/images?limit=2"))).isEqualTo("alpine beos");
        assertThat(names(get("/zstack/v1/images?start=2"))).isEqualTo("centos");
        assertThat(names(get("/zstack/v1/images?start=1&limit=1"))).isEqualTo("beos");
        assertThat(get("/zstack/v1/images?limit=0").body()).isEqualTo("{\"inventories\":[],\"schema\":{}}");
        assertThat(get("/zstack/v1/images?limit=1&replyWithCount=true").body())
                .contains("\"total\":3")
                .contains("\"name\":\"alpine\"");
        assertThat(get("/zstack/v1/images?count=true").body()).isEqualTo("{\"total\":3,\"schema\":{}}");
        assertThat(get("/zstack/v1/images?count=true&q=name%3Dbeos").body()).isEqualTo("{\"total\":1,\"schema\":{}}");
        assertThat(get("/zstack/v1/images").body()).doesNotContain("total");
    }

    @Test
    void moreThanAPageOfTheContract() throws Exception {
        for (int i = 0; i < 2_100; i++) {
            longshore.addImage("many" + i, a);
        }
        assertThat(get("/zstack/v1/images?q=name~=many%25&limit=2050").body().split("\"name\":"))
                .hasSize(2_051);
        assertThat(get("/zstack/v1/images").body().split("\"name\":")).hasSize(1_001);
    }

    @Test
    void onlyTheNamedFields() throws Exception {
        assertThat(get("/zstack/v1/images?fields=name,size&q=name%3Dalpine").body())
                .isEqualTo("{\"inventories\":[{\"name\":\"alpine\",\"size\":1073741824}],"
                        + "\"schema\":{\"inventories[0]\":\"org.zstack.header.image.ImageInventory\"}}");
        assertThat(get("/zstack/v1/images?fields=name&fields=uuid&q=name%3Dalpine")
                        .body())
                .contains("[{\"name\":\"alpine\"}]");
        assertThat(get("/zstack/v1/images?fields=name,backupStorageRefs&q=name%3Dalpine")
                        .body())
                .contains("\"inventories[0].backupStorageRefs[0]\"");
    }

    @Test
    void theSchemaNamesWhatIsThereParentsFirst() throws Exception {
        assertThat(get("/zstack/v1/images?limit=2").body())
                .endsWith(
                        "\"schema\":{\"inventories[0]\":\"org.zstack.header.image.ImageInventory\","
                                + "\"inventories[0].backupStorageRefs[0]\":\"org.zstack.header.image.ImageBackupStorageRefInventory\","
                                + "\"inventories[1]\":\"org.zstack.header.image.ImageInventory\","
                                + "\"inventories[1].backupStorageRefs[0]\":\"org.zstack.header.image.ImageBackupStorageRefInventory\"}}");
    }

    @Test
    void oneResourceIsAskedForByItsPath() throws Exception {
        assertThat(names(get("/zstack/v1/images/" + alpine))).isEqualTo("alpine");
        assertThat(names(get("/zstack/v1/images/" + alpine + "?limit=0&q=name%3Dbeos")))
                .isEqualTo("alpine");
        assertThat(get("/zstack/v1/images/" + uuid()).body()).isEqualTo("{\"inventories\":[],\"schema\":{}}");
        assertThat(get("/zstack/v1/images/nonsense").body()).isEqualTo("{\"inventories\":[],\"schema\":{}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conditions=name%3Dbeos", "condition=name%3Dbeos", "groupBy=name", "filterName=a:b", "x=y"})
    void unknownParametersArePassedOver(String parameter) throws Exception {
        assertThat(names(get("/zstack/v1/images?" + parameter))).isEqualTo("alpine beos centos");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /zstack/v1/images         | nothing=1                  | inventory class[class org.zstack.header.image.ImageInventory] not having field[nothing]
                    /zstack/v1/images         | backupStorageRefs.no=1     | inventory class[class org.zstack.header.image.ImageInventory] not having field[backupStorageRefs.no]
                    /zstack/v1/images         | volume.name=1              | invalid nested query condition[volume.name]
                    /zstack/v1/images         | backupStorage.zone.uuid=1  | invalid nested query condition[zone.uuid]
                    /zstack/v1/images         | size=many                  | For input string
                    /zstack/v1/images         | createDate>yesterday       | Unparseable date
                    /zstack/v1/volume-backups | nothing=1                  | inventory class[class org.zstack.header.storage.backup.VolumeBackupInventory] not having field[nothing]
                    /zstack/v1/backup-storage | nothing=1                  | inventory class[class org.zstack.header.storage.backup.BackupStorageInventory] not having field[nothing]
                    /zstack/v1/backup-storage | image.name=1               | invalid nested query condition[image.name]
                    """)
    void conditionsThatMeanNothing(String path, String condition, String expected) throws Exception {
        var answer = query(path, condition);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("SYS.1000").contains(expected);
    }

    @Test
    void volumeBackups() throws Exception {
        var group = uuid();
        var root = longshore.addBackup(group, VolumeType.VOLUME_TYPE_ROOT, a);
        longshore.addBackup(group, VolumeType.VOLUME_TYPE_DATA, b);
        assertThat(names(query("/zstack/v1/volume-backups", "groupUuid=" + group)))
                .isEqualTo("Root-Volume-Backup-1 Data-Volume-Backup-1");
        assertThat(names(query("/zstack/v1/volume-backups", "type=Root"))).isEqualTo("Root-Volume-Backup-1");
        assertThat(names(query("/zstack/v1/volume-backups", "backupStorageRefs.backupStorageUuid!=$A")))
                .isEqualTo("Data-Volume-Backup-1");
        assertThat(names(query("/zstack/v1/volume-backups", "backupStorage.name=first")))
                .isEqualTo("Root-Volume-Backup-1");
        assertThat(get("/zstack/v1/volume-backups/" + root.getUuid()).body())
                .contains(
                        "\"volumeUuid\":\"" + root.getVolumeUuid() + "\"", "\"type\":\"Root\"", "\"state\":\"Enabled\"")
                .contains("\"inventories[0]\":\"org.zstack.header.storage.backup.VolumeBackupInventory\"");
        assertThat(get("/zstack/v1/volume-backups?count=true").body()).isEqualTo("{\"total\":2,\"schema\":{}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    name=first                                  | first
                    name!?=first                                | second
                    name~=%D                                    | second
                    url=/srv/b                                  | second
                    state=Enabled                               | first second
                    status=Connected                            | first second
                    status!=Connected                           | ''
                    type=ImageStoreBackupStorage                | first second
                    type=Ceph                                   | ''
                    totalCapacity>1                             | first second
                    availableCapacity?=1,1099511627776          | first second
                    availableCapacity<1099511627776             | ''
                    description is null                         | first second
                    createDate=Nov 14, 2017 10:20:57 PM         | first second
                    createDate<2017-11-14 22:20:57              | ''
                    uuid=$A                                     | first
                    hostname=127.0.0.1                          | first second
                    attachedZoneUuids=x                         | ''
                    """)
    void backupStoragesByEveryField(String condition, String expected) throws Exception {
        assertThat(names(query("/zstack/v1/backup-storage", condition))).isEqualTo(expected);
        assertThat(names(query("/zstack/v1/backup-storage/image-store", condition)))
                .isEqualTo(expected);
    }

    @Test
    void backupStoragesAreSortedAndPaged() throws Exception {
        assertThat(names(get("/zstack/v1/backup-storage?sort=-name"))).isEqualTo("second first");
        assertThat(names(get("/zstack/v1/backup-storage?sort=createDate&start=1")))
                .isEqualTo("second");
        assertThat(get("/zstack/v1/backup-storage?count=true").body()).isEqualTo("{\"total\":2,\"schema\":{}}");
        assertThat(get("/zstack/v1/backup-storage?limit=1&replyWithCount=true").body())
                .contains("\"total\":2");
        assertThat(get("/zstack/v1/backup-storage/" + a).body()).isEqualTo("""
                        {"inventories":[{"uuid":"%s","name":"first","url":"/srv/a","totalCapacity":10995116277760,\
                        "availableCapacity":1099511627776,"type":"ImageStoreBackupStorage","state":"Enabled",\
                        "status":"Connected","createDate":"Nov 14, 2017 10:20:57 PM","lastOpDate":"Nov 14, 2017 10:20:57 PM",\
                        "attachedZoneUuids":[],"hostname":"127.0.0.1","username":"longshore","sshPort":22}],\
                        "schema":{"inventories[0]":"org.zstack.storage.backup.imagestore.ImageStoreBackupStorageInventory"}}""".formatted(a));
    }
}
