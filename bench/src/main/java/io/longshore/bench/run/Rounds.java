package io.longshore.bench.run;

import io.longshore.bench.peer.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Has contenders do their work in turns, A B C A B C, so that what slows the machine down for a while slows all of them. */
public final class Rounds {
    private final Shell shell;
    private final int rounds;
    private final int warmUps;

    /** @param warmUps rounds before the first that counts: the files are in the page cache then, and the server is warm as one that runs for days */
    public Rounds(Shell shell, int rounds, int warmUps) {
        this.shell = shell;
        this.rounds = rounds;
        this.warmUps = warmUps;
    }

    /** Takes the times. */
    public List<Measured> measure(List<Contender> contenders) throws Exception {
        var seconds = contenders.stream().map(_ -> new ArrayList<Double>()).toList();
        var remarks = new ArrayList<>(contenders.stream().map(_ -> "").toList());
        for (int round = -warmUps; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                var contender = contenders.get(i);
                contender.before().run();
                shell.sync();
                long start = System.nanoTime();
                remarks.set(i, contender.work().run());
                shell.sync();
                double took = (System.nanoTime() - start) / 1e9;
                contender.after().run();
                System.err.printf(
                        Locale.ROOT,
                        "  %-12s %-42s %8.3f s  %s%n",
                        round < 0 ? "warm-up" : "round " + (round + 1),
                        contender.name(),
                        took,
                        remarks.get(i));
                if (round >= 0) {
                    seconds.get(i).add(took);
                }
            }
        }
        var measured = new ArrayList<Measured>();
        for (int i = 0; i < contenders.size(); i++) {
            measured.add(new Measured(contenders.get(i).name(), List.copyOf(seconds.get(i)), remarks.get(i)));
        }
        return measured;
    }
}
