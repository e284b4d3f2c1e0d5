package io.longshore.server.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.server.backup.BackupOperation;
import io.longshore.server.secret.SealedSecret;
import io.longshore.server.storage.Location;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Records as JSON texts in columns. What is absent is left out; what a newer server wrote and this one does not know is passed over. Component names
 * of stored records are part of the catalog's schema: renaming one needs a migration.
 */
final class StoredJson {
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};
    private static final JsonSetter.Value ABSENT_IS_EMPTY = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(values())
            .addMixIn(BackupOperation.PruneBackups.Of.class, PruneKinds.class)
            .addMixIn(Location.class, LocationKinds.class)
            .addMixIn(Location.S3Credentials.class, S3CredentialKinds.class)
            .addMixIn(Location.SftpCredentials.class, SftpCredentialKinds.class)
            .addMixIn(Location.CephCredentials.class, CephCredentialKinds.class)
            // numbers that a record did not have when it was written
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .withConfigOverride(List.class, lists -> lists.setNullHandling(ABSENT_IS_EMPTY))
            .withConfigOverride(Map.class, maps -> maps.setNullHandling(ABSENT_IS_EMPTY))
            .changeDefaultPropertyInclusion(
                    _ -> JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    private StoredJson() {}

    /** How it is told apart whose backups are pruned. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BackupOperation.PruneBackups.Of.Everything.class, name = "everything"),
        @JsonSubTypes.Type(value = BackupOperation.PruneBackups.Of.Machine.class, name = "machine"),
        @JsonSubTypes.Type(value = BackupOperation.PruneBackups.Of.Volume.class, name = "volume")
    })
    private interface PruneKinds {}

    /** How the kinds of locations are told apart. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Location.File.class, name = "file"),
        @JsonSubTypes.Type(value = Location.S3.class, name = "s3"),
        @JsonSubTypes.Type(value = Location.Sftp.class, name = "sftp"),
        @JsonSubTypes.Type(value = Location.Ceph.class, name = "ceph")
    })
    private interface LocationKinds {}

    /** How an S3 server's credentials are told apart. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Location.S3Credentials.Profile.class, name = "profile"),
        @JsonSubTypes.Type(value = Location.S3Credentials.Environment.class, name = "environment"),
        @JsonSubTypes.Type(value = Location.S3Credentials.File.class, name = "file"),
        @JsonSubTypes.Type(value = Location.S3Credentials.KeyPair.class, name = "key-pair")
    })
    private interface S3CredentialKinds {}

    /** How an SSH server's credentials are told apart. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Location.SftpCredentials.Password.class, name = "password"),
        @JsonSubTypes.Type(value = Location.SftpCredentials.KeyFile.class, name = "key-file"),
        @JsonSubTypes.Type(value = Location.SftpCredentials.Agent.class, name = "agent")
    })
    private interface SftpCredentialKinds {}

    /** How a Ceph cluster's credentials are told apart. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Location.CephCredentials.Key.class, name = "key"),
        @JsonSubTypes.Type(value = Location.CephCredentials.Keyring.class, name = "keyring")
    })
    private interface CephCredentialKinds {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    static List<String> strings(String json) {
        return MAPPER.readValue(json, STRINGS);
    }

    static <T> List<T> list(String json, Class<T> element) {
        return MAPPER.readValue(json, MAPPER.getTypeFactory().constructCollectionType(List.class, element));
    }

    private static SimpleModule values() {
        var module = new SimpleModule("longshore");
        text(module, DiskIdentity.class, DiskIdentity::toString, StoredJson::identity);
        text(module, Path.class, Path::toString, Path::of);
        text(module, SealedSecret.class, SealedSecret::text, SealedSecret::new);
        return module;
    }

    private static DiskIdentity identity(String text) {
        int colon = text.indexOf(':');
        return new DiskIdentity(Long.parseLong(text.substring(0, colon)), Digest.parse(text.substring(colon + 1)));
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> print, Function<String, T> parse) {
        module.addSerializer(type, new StdSerializer<T>(type) {
            @Override
            public void serialize(T value, JsonGenerator generator, SerializationContext context) {
                generator.writeString(print.apply(value));
            }
        });
        module.addDeserializer(type, new StdDeserializer<T>(type) {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) {
                return parse.apply(parser.getValueAsString());
            }
        });
    }
}
