package io.longshore.server.content;

import io.longshore.server.task.Caller;
import io.longshore.server.task.Hold;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.util.List;
import java.util.Set;

/** An operation that makes something of an upload, as far as the upload can tell. */
record MakeSomething(String uploadUuid) implements Operation {
    @Override
    public Set<Hold> holds() {
        return Set.of(new Hold(Hold.Kind.UPLOAD, uploadUuid));
    }

    @Override
    public List<String> resources() {
        return List.of(uploadUuid);
    }

    /** Its work is the test's. */
    static final class ByHand implements Work<MakeSomething> {
        @Override
        public void accept(Caller caller, MakeSomething operation) {}

        @Override
        public Outcome run(MakeSomething operation, TaskContext context) {
            throw new AssertionError("the test does the work");
        }

        @Override
        public void abandon(MakeSomething operation) {}
    }
}
