package io.longshore.client.scenario;

/** A step within a step, carried out once when enough of the outer one is done. */
final class Nested {
    private final Teller teller;
    private final Transcript transcript;
    private final Step step;
    private boolean pending;

    Nested(Teller teller, Transcript transcript, Step step) {
        this.teller = teller;
        this.transcript = transcript;
        this.step = step;
        this.pending = step.then().isPresent();
    }

    /** Called with what is done of all, as it grows. */
    void moved(long done, long total) {
        if (!pending || done * 100 < total * step.percent()) {
            return;
        }
        pending = false;
        transcript.line("at " + step.percent() + " %");
        transcript.indent();
        try {
            teller.tell(step.then().orElseThrow());
        } catch (Exception e) {
            throw new IllegalStateException("the nested step failed", e);
        }
        transcript.outdent();
    }
}
