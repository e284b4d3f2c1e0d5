package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The five examples of the original's documents by curl, with storages of their own. */
final class DocumentedExamples {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DocumentedExamples() {}

    /** Asks the bridge at {@code base} for each; {@code options} are curl's. */
    static void check(Site site, String base, String options) {
        var curl = new Curl(base, options, session(base, options, site.server().password()));
        var a = storage(site, "docs-a");
        var b = storage(site, "docs-b");
        var root = DiskFiles.ext4(site.folder(), "root", 32, 20);
        var data = DiskFiles.random(site.file("data"), 5 * DiskFiles.MIB, 2);
        var image = site.cli().uuid("image", "add", data.toString(), "--name", "TinyLinux", "--storage", "docs-a");
        var backup = site.cli()
                .json("backup", "add", root.toString(), data.toString(), "--storage", "docs-a", "--name", "vm");

        var moved = curl.send(
                        "PUT",
                        "/backup-storage/images/" + image + "/actions",
                        "{\"backupstoragemigrateimage\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"},\"systemTags\":[\"s\"],\"userTags\":[\"u\"]}"
                                .formatted(a, b))
                .get("inventory");
        assertThat(moved.get("uuid").asString()).isEqualTo(image);
        assertThat(moved.get("size").isIntegralNumber()).isTrue();
        assertThat(moved.get("backupStorageRefs").size()).isEqualTo(1);
        assertThat(moved.get("backupStorageRefs")
                        .get(0)
                        .get("backupStorageUuid")
                        .asString())
                .isEqualTo(b);
        assertThat(moved.get("backupStorageRefs").get(0).get("installPath").asString())
                .startsWith("zstore://" + image + "/");

        var state = curl.send(
                "PUT",
                "/images/" + image + "/actions",
                "{\"params\":{\"stateEvent\":\"disable\"},\"systemTags\":[\"s\"],\"userTags\":[\"u\"]}");
        assertThat(state.get("success").asBoolean()).isTrue();
        assertThat(state.get("inventory").get("state").asString()).isEqualTo("Disabled");

        curl.send("DELETE", "/images/" + image, null);
        var recovered = curl.send(
                        "PUT",
                        "/images/" + image + "/actions",
                        "{\"params\":{\"backupStorageUuids\":[\"%s\"]},\"systemTags\":[\"s\"],\"userTags\":[\"u\"]}"
                                .formatted(b))
                .get("inventory");
        assertThat(recovered.get("status").asString()).isEqualTo("Ready");
        assertThat(recovered.get("state").asString()).isEqualTo("Disabled");

        var synced = curl.send(
                        "PUT",
                        "/vm-backups/" + backup.get("group_uuid").asString() + "/actions",
                        "{\"syncvmbackupfromimagestorebackupstorage\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"},\"systemTags\":[\"s\"],\"userTags\":[\"u\"]}"
                                .formatted(a, b))
                .get("inventories");
        assertThat(synced.size()).isEqualTo(2);
        assertThat(synced.get(0).get("type").asString()).isEqualTo("Root");
        assertThat(synced.get(0).get("createDate").asString())
                .matches("[A-Z][a-z]{2} \\d{1,2}, \\d{4} \\d{1,2}:\\d{2}:\\d{2} [AP]M");

        var template = curl.send(
                        "POST",
                        "/images/data-volume-templates/from/volume-template/"
                                + synced.get(1).get("uuid").asString(),
                        "{\"params\":{\"backupStorageUuid\":\"%s\",\"name\":\"My Volume Template\",\"description\":\"d\",\"guestOsType\":\"g\",\"platform\":\"Linux\",\"system\":true,\"resourceUuid\":\"fb4415140ff4429f8b7b42f01f04cfdb\",\"architecture\":\"x86_64\"},\"systemTags\":[\"s\"],\"userTags\":[\"u\"]}"
                                .formatted(b))
                .get("inventory");
        assertThat(template.get("uuid").asString()).isEqualTo("fb4415140ff4429f8b7b42f01f04cfdb");
        assertThat(template.get("mediaType").asString()).isEqualTo("DataVolumeTemplate");
        assertThat(template.get("system").asBoolean()).isTrue();
    }

    private static String storage(Site site, String name) {
        return site.cli().uuid("storage", "add", name, "--path", site.file(name).toString());
    }

    private static String session(String base, String options, String password) {
        try {
            var sha512 = MessageDigest.getInstance("SHA-512").digest(password.getBytes(StandardCharsets.UTF_8));
            var login = "{\"logInByAccount\":{\"accountName\":\"admin\",\"password\":\"%s\"}}"
                    .formatted(HexFormat.of().formatHex(sha512));
            return new Curl(base, options, "")
                    .send("PUT", "/accounts/login", login)
                    .get("inventory")
                    .get("uuid")
                    .asString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    /** curl as a person pastes it into a shell. */
    private record Curl(String base, String options, String session) {
        JsonNode send(String method, String path, String body) {
            var data = body == null ? "" : " -d '" + body + "'";
            var ended = Program.run(
                    "sh",
                    "-c",
                    "curl -sS --fail-with-body " + options + " -X " + method + " '" + base + "/zstack/v1" + path
                            + "' -H 'Authorization: OAuth " + session
                            + "' -H 'Content-Type: application/json;charset=UTF-8'" + data);
            return JSON.readTree(ended.ok().out());
        }
    }
}
