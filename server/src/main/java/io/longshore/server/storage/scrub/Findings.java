package io.longshore.server.storage.scrub;

import io.longshore.disk.Digest;
import io.longshore.server.driver.Fault;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ScrubUnit;
import io.longshore.server.storage.StorageResult.StorageProblem;
import io.longshore.server.uuid.Uuids;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a scrub found wrong: counted in full, listed and remembered up to a bound. For one thread. */
final class Findings {
    /** The contract's. */
    static final int MAX_PROBLEMS = 1000;

    /** What to tell apart; of more, some may be counted twice. */
    private static final int MAX_REMEMBERED = 1 << 16;

    private static final int MAX_RESOURCES = 100;

    /** Something bad, and whom it hurts. */
    private static final class Bad {
        final StorageProblem problem;
        final Set<String> resources = new LinkedHashSet<>();
        boolean healed;

        Bad(StorageProblem problem) {
            this.problem = problem;
        }
    }

    /** By its digest, or for the frame of a part by that. */
    private final Map<Object, Bad> bad = new LinkedHashMap<>();

    private final List<StorageProblem> others = new ArrayList<>();
    private long badRecords;
    private long healedRecords;
    private long otherProblems;

    /** Notes a fault that reading a part found. */
    void add(ScrubUnit unit, Fault fault) {
        if (fault.digest().isEmpty()) {
            note(unit, fault.path(), fault.details());
        } else {
            bad(fault.digest().get(), fault.path(), fault.details());
        }
    }

    /** Notes a block or node that is bad; once, however often it is met. */
    void bad(Digest digest, String path, String details) {
        note(digest, path, digest + " " + details);
    }

    private void note(Object key, String path, String details) {
        if (!bad.containsKey(key)) {
            badRecords++;
            if (bad.size() < MAX_REMEMBERED) {
                bad.put(key, new Bad(new StorageProblem(path, details, List.of())));
            }
        }
    }

    /** Parts whose frame is bad: what tells where their records lie. */
    List<ScrubUnit> badFrames() {
        return bad.keySet().stream()
                .filter(ScrubUnit.class::isInstance)
                .map(ScrubUnit.class::cast)
                .toList();
    }

    /** Notes that nothing depends on a part any more whose frame is bad. */
    void healed(ScrubUnit unit) {
        heal(unit);
    }

    boolean isBad(Digest digest) {
        return bad.containsKey(digest);
    }

    /** Notes that something bad hurts a resource. */
    void hurts(Digest digest, String resourceUuid) {
        var found = bad.get(digest);
        if (found != null && found.resources.size() < MAX_RESOURCES) {
            found.resources.add(resourceUuid);
        }
    }

    /** Notes that something bad was written anew. */
    void healed(Digest digest) {
        heal(digest);
    }

    private void heal(Object key) {
        var found = bad.get(key);
        if (found != null && !found.healed) {
            found.healed = true;
            healedRecords++;
        }
    }

    /** Something wrong that is no block or node. */
    void problem(StorageProblem problem) {
        otherProblems++;
        if (others.size() < MAX_PROBLEMS) {
            others.add(problem);
        }
    }

    void problem(ManifestKey key, String details) {
        problem(new StorageProblem(
                "manifests/" + key.kind() + "/" + key.uuid() + "/" + key.id(), details, List.of(Uuids.of(key.uuid()))));
    }

    long badRecords() {
        return badRecords;
    }

    long healedRecords() {
        return healedRecords;
    }

    long problemCount() {
        return otherProblems + badRecords - healedRecords;
    }

    /** What is still wrong; what hurts somebody comes first. */
    List<StorageProblem> problems() {
        var problems = new ArrayList<>(others);
        for (var hurting : List.of(true, false)) {
            for (var found : bad.values()) {
                if (problems.size() < MAX_PROBLEMS && !found.healed && found.resources.isEmpty() != hurting) {
                    problems.add(told(found));
                }
            }
        }
        return problems;
    }

    private static StorageProblem told(Bad found) {
        return new StorageProblem(found.problem.path(), found.problem.details(), List.copyOf(found.resources));
    }
}
