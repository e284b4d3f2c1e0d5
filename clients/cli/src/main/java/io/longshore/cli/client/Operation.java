package io.longshore.cli.client;

import io.grpc.stub.BlockingClientCall;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.WatchOptions;
import java.util.function.Function;

/**
 * A call that starts a task and attaches to it, or attaches to one that runs. Made again after a lost connection it must
 * mean the same task: its request has a {@code request_id} or names the task.
 *
 * @param attach makes the call with these options
 * @param event takes the event out of a message
 * @param <M> the messages of the call
 */
public record Operation<M>(Function<WatchOptions, BlockingClientCall<?, M>> attach, Function<M, TaskEvent> event) {}
