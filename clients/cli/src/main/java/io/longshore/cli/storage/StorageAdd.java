package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.cli.storage.place.Place;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.StorageOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code storage add}. */
@Command(
        name = "add",
        description = "Add a storage: a folder on the server, a bucket, a folder on another host or a pool. What "
                + "it is made of must be empty or not there yet.")
public final class StorageAdd implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "What to call it; no other storage may have the name.")
    private String name = "";

    @ArgGroup(multiplicity = "1")
    private Place place = new Place();

    @Mixin
    private final NewStorageOptions said = new NewStorageOptions();

    @Mixin
    private final UseOptions use = new UseOptions();

    public StorageAdd(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = CreateBackupStorageRequest.newBuilder().setName(name).setRequestId(Uuids.random());
            place.put(request, said.secret(invocation.shell()));
            if (use.given()) {
                request.setOptions(use.over(StorageOptions.getDefaultInstance()));
            }
            said.capacity().ifPresent(request::setCapacityBytes);
            said.description().ifPresent(request::setDescription);
            var storage = server.call(() -> server.connection().storages().createBackupStorage(request.build()))
                    .getBackupStorage();
            invocation.output().result(Resource.of(storage), List.of(StorageText.line(storage)));
            return 0;
        }
    }
}
