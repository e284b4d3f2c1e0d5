package io.longshore.cli.task;

import io.longshore.v1.Condition;
import io.longshore.v1.Operator;
import io.longshore.v1.TaskState;
import java.util.List;
import java.util.stream.Stream;

/** Tasks that have not ended. */
final class LiveTasks {
    private static final List<TaskState> STATES = List.of(
            TaskState.TASK_STATE_WAITING,
            TaskState.TASK_STATE_RUNNING,
            TaskState.TASK_STATE_SUSPENDED,
            TaskState.TASK_STATE_CANCELING);

    /** Met by them alone. */
    static final Condition CONDITION = Condition.newBuilder()
            .setField("state")
            .setOp(Operator.OPERATOR_IN)
            .addAllValues(names())
            .build();

    private LiveTasks() {}

    private static Iterable<String> names() {
        Stream<String> names = STATES.stream().map(TaskState::name);
        return names.toList();
    }
}
