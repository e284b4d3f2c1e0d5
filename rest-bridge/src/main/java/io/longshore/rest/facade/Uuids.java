package io.longshore.rest.facade;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names as both sides write them: 32 hex digits, dashed or not on input, lower case without dashes on output. */
public final class Uuids {
    private static final Pattern WELL_FORMED = Pattern.compile("[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}");

    private Uuids() {}

    /** Whether {@code longshore.v1} takes the text for a uuid. */
    static boolean wellFormed(String text) {
        return WELL_FORMED.matcher(text).matches();
    }

    /**
     * The task's name that a job's stands for. The original checks a job's uuid for its length alone; one that is not hex stands for
     * the uuid that is made of its bytes.
     */
    public static String ofJob(String job) {
        return wellFormed(job)
                ? job.replace("-", "").toLowerCase(Locale.ROOT)
                : undashed(UUID.nameUUIDFromBytes(job.getBytes(StandardCharsets.UTF_8)));
    }

    /** A list's uuids, each once: the contract refuses what the original passes over. */
    static List<String> distinct(List<String> uuids) {
        return uuids.stream().distinct().toList();
    }

    /** A fresh random one. */
    public static String random() {
        return undashed(UUID.randomUUID());
    }

    private static String undashed(UUID uuid) {
        return uuid.toString().replace("-", "");
    }
}
