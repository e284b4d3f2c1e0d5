package io.longshore.cli.progress;

/** Shows people how far work has come. Steps follow each other. Thread-safe. */
public interface ProgressView extends AutoCloseable {
    /** Shows nothing but notes. */
    static ProgressView notesOnly(java.io.PrintStream err) {
        return new ProgressView() {
            @Override
            public void show(StepProgress step) {}

            @Override
            public void note(String line) {
                err.println(line);
            }

            @Override
            public void close() {}
        };
    }

    /** A view of one of several tasks: its steps' names have the task's before them. */
    static ProgressView under(String task, ProgressView view) {
        return new ProgressView() {
            @Override
            public void show(StepProgress step) {
                view.show(new StepProgress(
                        task + " " + step.name(),
                        step.doneBytes(),
                        step.totalBytes(),
                        step.skippedBytes(),
                        step.bytesPerSecond(),
                        step.timeLeft(),
                        step.took()));
            }

            @Override
            public void note(String line) {
                view.note(task + ": " + line);
            }

            @Override
            public void close() {}
        };
    }

    /** A step began, went on or ended. One that ended is shown for good, once. */
    void show(StepProgress step);

    /** Says something beside the steps, such as that the server was lost. */
    void note(String line);

    /** Leaves the terminal clean. */
    @Override
    void close();
}
