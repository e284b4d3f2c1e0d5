package io.longshore.rest.facade;

import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.BackupApiServiceGrpc;
import io.longshore.rest.zstack.v1.BackupStorageApiServiceGrpc;
import io.longshore.rest.zstack.v1.BackupStorageInventory;
import io.longshore.rest.zstack.v1.ImageApiServiceGrpc;
import io.longshore.rest.zstack.v1.QueryBackupStorageRequest;
import io.longshore.rest.zstack.v1.QueryBackupStorageResponse;
import io.longshore.rest.zstack.v1.QueryCephBackupStorageRequest;
import io.longshore.rest.zstack.v1.QueryCephBackupStorageResponse;
import io.longshore.rest.zstack.v1.QueryImageRequest;
import io.longshore.rest.zstack.v1.QueryImageResponse;
import io.longshore.rest.zstack.v1.QueryImageStoreBackupStorageRequest;
import io.longshore.rest.zstack.v1.QueryImageStoreBackupStorageResponse;
import io.longshore.rest.zstack.v1.QuerySftpBackupStorageRequest;
import io.longshore.rest.zstack.v1.QuerySftpBackupStorageResponse;
import io.longshore.rest.zstack.v1.QueryVolumeBackupRequest;
import io.longshore.rest.zstack.v1.QueryVolumeBackupResponse;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.Condition;
import io.longshore.v1.Image;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListVolumeBackupsRequest;
import io.longshore.v1.Operator;
import io.longshore.v1.VolumeBackup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The original's queries. Images and backups are searched by {@code longshore.v1}, storages here. */
final class QueryFacade {
    /** The join of images and backups with the storages that they lie on. */
    private static final String STORAGE_JOIN = "backupStorage.";

    private static final String ON_STORAGE = "backup_storage_refs.backup_storage_uuid";

    private final Inventories inventories;
    private final OriginalDates dates;
    private final StorageQuery storages;

    QueryFacade(Inventories inventories, OriginalDates dates) {
        this.inventories = inventories;
        this.dates = dates;
        this.storages = new StorageQuery(dates);
    }

    List<FacadeMethod> methods() {
        return List.of(
                FacadeMethod.immediate(ImageApiServiceGrpc.getQueryImageMethod(), this::images),
                FacadeMethod.immediate(BackupApiServiceGrpc.getQueryVolumeBackupMethod(), this::backups),
                FacadeMethod.immediate(BackupStorageApiServiceGrpc.getQueryBackupStorageMethod(), this::storages),
                FacadeMethod.immediate(
                        BackupStorageApiServiceGrpc.getQueryImageStoreBackupStorageMethod(), this::imageStores),
                FacadeMethod.immediate(BackupStorageApiServiceGrpc.getQuerySftpBackupStorageMethod(), this::sftp),
                FacadeMethod.immediate(BackupStorageApiServiceGrpc.getQueryCephBackupStorageMethod(), this::ceph));
    }

    private QueryImageResponse images(QueryImageRequest request, Call call) {
        var spec = QuerySpec.of(request);
        var table = QueryTable.IMAGES;
        var list = ListImagesRequest.newBuilder()
                .addAllConditions(conditions(spec, table, call))
                .setOrderBy(orderBy(spec, table));
        var found = Pages.<Image>read(spec, page -> {
            var answer = call.unary(
                    ImageServiceGrpc.getListImagesMethod(),
                    list.setPageSize(page.size())
                            .setPageToken(page.token())
                            .setSkip(page.skip())
                            .setCountTotal(page.count())
                            .build());
            return new Pages.Page<>(answer.getImagesList(), answer.getNextPageToken(), answer.getTotalSize());
        });
        var response = QueryImageResponse.newBuilder();
        found.elements().forEach(image -> response.addInventories(inventories.image(image)));
        found.total().ifPresent(response::setTotal);
        return response.build();
    }

    private QueryVolumeBackupResponse backups(QueryVolumeBackupRequest request, Call call) {
        var spec = QuerySpec.of(request);
        var table = QueryTable.VOLUME_BACKUPS;
        var list = ListVolumeBackupsRequest.newBuilder()
                .addAllConditions(conditions(spec, table, call))
                .setOrderBy(orderBy(spec, table));
        var found = Pages.<VolumeBackup>read(spec, page -> {
            var answer = call.unary(
                    BackupServiceGrpc.getListVolumeBackupsMethod(),
                    list.setPageSize(page.size())
                            .setPageToken(page.token())
                            .setSkip(page.skip())
                            .setCountTotal(page.count())
                            .build());
            return new Pages.Page<>(answer.getVolumeBackupsList(), answer.getNextPageToken(), answer.getTotalSize());
        });
        var response = QueryVolumeBackupResponse.newBuilder();
        found.elements().forEach(backup -> response.addInventories(inventories.volumeBackup(backup)));
        found.total().ifPresent(response::setTotal);
        return response.build();
    }

    private QueryBackupStorageResponse storages(QueryBackupStorageRequest request, Call call) {
        var found = storages(request, call, _ -> true);
        var response = QueryBackupStorageResponse.newBuilder().addAllInventories(found.page());
        found.total().ifPresent(response::setTotal);
        return response.build();
    }

    private QueryImageStoreBackupStorageResponse imageStores(QueryImageStoreBackupStorageRequest request, Call call) {
        var found = storages(request, call, StoragePlaces.IMAGE_STORE::equals);
        var response = QueryImageStoreBackupStorageResponse.newBuilder().addAllInventories(found.page());
        found.total().ifPresent(response::setTotal);
        return response.build();
    }

    private QuerySftpBackupStorageResponse sftp(QuerySftpBackupStorageRequest request, Call call) {
        var found = storages(request, call, StoragePlaces.SFTP::equals);
        var response = QuerySftpBackupStorageResponse.newBuilder().addAllInventories(found.page());
        found.total().ifPresent(response::setTotal);
        return response.build();
    }

    private QueryCephBackupStorageResponse ceph(QueryCephBackupStorageRequest request, Call call) {
        var found = storages(request, call, StoragePlaces.CEPH::equals);
        var response = QueryCephBackupStorageResponse.newBuilder().addAllInventories(found.page());
        found.total().ifPresent(response::setTotal);
        return response.build();
    }

    /** What a query of storages gives. */
    private record FoundStorages(List<BackupStorageInventory> page, OptionalLong total) {}

    /** Answers any of the queries of storages; the typed ones are for their own type alone. */
    private FoundStorages storages(Message request, Call call, Predicate<String> type) {
        var spec = QuerySpec.of(request);
        var found = select(spec, call, type);
        return new FoundStorages(
                page(found, spec),
                spec.countOnly() || spec.withTotal() ? OptionalLong.of(found.size()) : OptionalLong.empty());
    }

    private List<BackupStorageInventory> select(QuerySpec spec, Call call, Predicate<String> type) {
        var all = Storages.all(call).stream()
                .map(inventories::backupStorage)
                .filter(storage -> type.test(storage.getType()))
                .toList();
        return storages.select(all, spec);
    }

    private static List<BackupStorageInventory> page(List<BackupStorageInventory> found, QuerySpec spec) {
        return found.stream()
                .skip(spec.start())
                .limit(spec.countOnly() ? 0 : spec.limit())
                .toList();
    }

    private List<Condition> conditions(QuerySpec spec, QueryTable table, Call call) {
        var conditions = new ArrayList<Condition>();
        for (var condition : spec.conditions()) {
            if (condition.name().startsWith(STORAGE_JOIN)) {
                conditions.add(onStorages(condition.on(condition.name().substring(STORAGE_JOIN.length())), call));
            } else {
                conditions.addAll(table.field(condition.name()).conditions(condition, dates));
            }
        }
        return conditions;
    }

    /** The storages that meet a condition are looked up first; what is asked for lies on one of them. */
    private Condition onStorages(QueryCondition condition, Call call) {
        var spec = new QuerySpec(List.of(condition), 0, Integer.MAX_VALUE, Optional.empty(), false, false, false);
        var uuids = select(spec, call, _ -> true).stream()
                .map(BackupStorageInventory::getUuid)
                .toList();
        return uuids.isEmpty() ? QueryField.NEVER : QueryField.condition(ON_STORAGE, Operator.OPERATOR_IN, uuids);
    }

    /** Only fields of the resource itself can be sorted by; one that is the same in all of them sorts nothing. */
    private static String orderBy(QuerySpec spec, QueryTable table) {
        if (spec.sort().isEmpty()) {
            return "";
        }
        var name = spec.sort().get();
        if (name.contains(".")) {
            throw QueryTable.unknown(table.inventoryClass(), name);
        }
        var field = table.field(name).name();
        return spec.descending() && !field.isEmpty() ? field + " desc" : field;
    }
}
