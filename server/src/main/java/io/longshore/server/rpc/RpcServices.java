package io.longshore.server.rpc;

import io.longshore.server.content.Reads;
import io.longshore.server.content.UploadIntake;
import io.longshore.server.content.UploadLifecycle;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Tasks;
import java.time.InstantSource;

/**
 * What the services call.
 *
 * @param pollKey what opens GetTask without a session, for the bridge that this server embeds
 * @param poller whom such a call is made for
 */
public record RpcServices(
        Tasks tasks,
        SessionCalls sessions,
        ImageCalls images,
        BackupCalls backups,
        StorageCalls storages,
        UploadLifecycle uploads,
        UploadIntake intake,
        Reads reads,
        String pollKey,
        Caller poller,
        InstantSource clock) {}
