package io.longshore.server.rpc;

import io.grpc.stub.StreamObserver;
import io.longshore.server.task.TasksWatch;
import io.longshore.server.task.TasksWatch.Happened;
import io.longshore.server.task.TasksWatch.News;
import io.longshore.server.task.TasksWatch.Synced;
import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;
import java.util.Optional;

/**
 * Attaches calls to all tasks. As with {@link TaskStreams}, a watcher takes a piece of news only when its call takes a message; the call ends with its caller or with
 * the server.
 */
final class TasksStream {
    private final TaskProtos protos;
    private final Streams streams;

    TasksStream(TaskProtos protos, Streams streams) {
        this.protos = protos;
        this.streams = streams;
    }

    /** Writes what a watch tells. */
    void write(TasksWatch watch, WatchTasksRequest request, StreamObserver<WatchTasksResponse> reply) {
        var patience = request.hasHeartbeatInterval()
                ? TimeProtos.duration(request.getHeartbeatInterval())
                : TaskStreams.HEARTBEAT;
        streams.writeEvents(reply, sender -> {
            while (true) {
                sender.awaitReady();
                var next = watch.next(patience);
                sender.send(message(next).setResumeToken(watch.token()).build());
            }
        });
    }

    private WatchTasksResponse.Builder message(Optional<News> next) {
        var message = WatchTasksResponse.newBuilder();
        if (next.isEmpty()) {
            return message.setHeartbeat(WatchTasksResponse.Heartbeat.getDefaultInstance());
        }
        return switch (next.get()) {
            case Happened(var event) -> message.setEvent(protos.event(event));
            case Synced(var startOver) ->
                message.setSynced(WatchTasksResponse.Synced.newBuilder().setStartOver(startOver));
        };
    }
}
