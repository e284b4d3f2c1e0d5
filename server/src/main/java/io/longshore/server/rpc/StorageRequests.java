package io.longshore.server.rpc;

import com.google.protobuf.util.Durations;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.secret.SealedSecret;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.storage.StorageOptions.Verification;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.AdoptBackupStorageRequest;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.UpdateBackupStorageRequest;
import io.longshore.v1.VerifyBackupStorageRequest;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** What callers ask to be done with storages, as the domain's operations. */
final class StorageRequests {
    private StorageRequests() {}

    static StorageOperation.CreateBackupStorage createBackupStorage(
            CreateBackupStorageRequest request, Function<String, SealedSecret> seal) {
        return new StorageOperation.CreateBackupStorage(
                RequestIds.made(request.getUuid(), request.getRequestId(), "storage"),
                request.getName(),
                request.hasDescription() ? request.getDescription() : null,
                LocationProtos.location(request, seal),
                request.hasCapacityBytes() ? OptionalLong.of(request.getCapacityBytes()) : OptionalLong.empty(),
                request.hasOptions() ? options(request.getOptions()) : StorageOptions.USUAL,
                request.getSystemTagsList(),
                request.getUserTagsList());
    }

    static StorageOperation.UpdateBackupStorage update(UpdateBackupStorageRequest request) {
        return new StorageOperation.UpdateBackupStorage(
                Uuids.normalize(request.getUuid()),
                request.hasName() ? request.getName() : null,
                request.hasDescription() ? request.getDescription() : null,
                request.hasOptions() ? options(request.getOptions()) : null);
    }

    private static StorageOptions options(io.longshore.v1.StorageOptions options) {
        return new StorageOptions(
                options.getBytesPerSecond(),
                options.getConnections(),
                switch (options.getVerification()) {
                    case VERIFICATION_READ_BACK -> Verification.READ_BACK;
                    case VERIFICATION_CHECKSUM -> Verification.CHECKSUM;
                    case VERIFICATION_UNSPECIFIED, VERIFICATION_FULL, VERIFICATION_NOTHING_WRITTEN, UNRECOGNIZED ->
                        Verification.USUAL; // the contract's rules let no other in
                });
    }

    static StorageOperation.ChangeBackupStorageState changeState(ChangeBackupStorageStateRequest request) {
        return new StorageOperation.ChangeBackupStorageState(
                Uuids.normalize(request.getUuid()), StorageProtos.state(request.getState()));
    }

    static StorageOperation.AdoptBackupStorage adopt(
            AdoptBackupStorageRequest request, Function<String, SealedSecret> seal) {
        var uuid = request.getUuid().isEmpty() ? "" : Uuids.normalize(request.getUuid());
        boolean placed = request.getLocationCase() != AdoptBackupStorageRequest.LocationCase.LOCATION_NOT_SET;
        if (placed == request.getName().isEmpty() || (!placed && uuid.isEmpty())) {
            throw new FailureException(
                    Reason.INVALID_ARGUMENT,
                    "name: \"" + request.getName()
                            + "\" (expected: one with a location, none without; and without a location a uuid)",
                    Map.of("field", "name"));
        }
        return new StorageOperation.AdoptBackupStorage(uuid, placed ? newPlace(request, seal) : null);
    }

    private static StorageOperation.NewPlace newPlace(
            AdoptBackupStorageRequest request, Function<String, SealedSecret> seal) {
        return new StorageOperation.NewPlace(
                request.getName(),
                request.hasDescription() ? request.getDescription() : null,
                LocationProtos.location(asCreate(request), seal),
                request.hasCapacityBytes() ? OptionalLong.of(request.getCapacityBytes()) : OptionalLong.empty(),
                request.getSystemTagsList(),
                request.getUserTagsList());
    }

    /** The same location in the message that knows them all. */
    private static CreateBackupStorageRequest asCreate(AdoptBackupStorageRequest request) {
        var create = CreateBackupStorageRequest.newBuilder();
        switch (request.getLocationCase()) {
            case FILE -> create.setFile(request.getFile());
            case S3 -> create.setS3(request.getS3());
            case SFTP -> create.setSftp(request.getSftp());
            case CEPH -> create.setCeph(request.getCeph());
            case LOCATION_NOT_SET -> create.clearLocation();
        }
        return create.build();
    }

    static StorageOperation.VerifyBackupStorage verify(VerifyBackupStorageRequest request) {
        return new StorageOperation.VerifyBackupStorage(
                Uuids.normalize(request.getUuid()),
                request.hasMaxAge() ? OptionalLong.of(Durations.toMillis(request.getMaxAge())) : OptionalLong.empty(),
                request.hasMaxDuration()
                        ? OptionalLong.of(Durations.toMillis(request.getMaxDuration()))
                        : OptionalLong.empty(),
                request.hasMaxBytesPerSecond() ? OptionalLong.of(request.getMaxBytesPerSecond()) : OptionalLong.empty(),
                request.getKnownDamageOnly());
    }

    static StorageOperation.EmptyTrash emptyTrash(EmptyTrashRequest request) {
        return new StorageOperation.EmptyTrash(
                Uuids.normalize(request.getBackupStorageUuid()), request.getTrashIdsList());
    }
}
