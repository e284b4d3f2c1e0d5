package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.ErrorCode;
import java.util.Optional;

/** An API's failure in the original's words: the {@code error} of a 503, or of a failed job. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode error;
    private final String reason;
    private final boolean healable;

    /**
     * {@code reason} is longshore's own name of the failure, empty where the bridge itself refuses; {@code healable} says whether the
     * same call may succeed later.
     */
    public Refusal(ErrorCode error, String reason, boolean healable) {
        super(error.getCode() + ": " + error.getDetails(), null, false, false);
        this.error = error;
        this.reason = reason;
        this.healable = healable;
    }

    /** What a caller is told. */
    public ErrorCode error() {
        return error;
    }

    /** Longshore's own name of the failure, such as {@code IMAGE_NOT_FOUND}; empty where the bridge itself refuses. */
    public String reason() {
        return reason;
    }

    /** Whether the same call may succeed later: what it needs is busy, unreachable, or it lacks a good session. */
    public boolean healable() {
        return healable;
    }

    /** What the failure tells by name, such as {@code backupStorageUuid}. */
    Optional<String> told(String name) {
        return Optional.ofNullable(error.getOpaqueMap().get(name));
    }

    /** Whether the failure tells this value, under whatever name or in its text. */
    boolean tells(String value) {
        return error.getOpaqueMap().containsValue(value) || error.getDetails().contains(value);
    }

    /** The same failure in other words. */
    Refusal saying(String details) {
        return new Refusal(error.toBuilder().setDetails(details).build(), reason, healable);
    }

    /** The same failure as one of another code, in other words. */
    Refusal as(ErrorCodes code, String details) {
        var other = code.error(details);
        var told = error.toBuilder().mergeFrom(other).build();
        return new Refusal(told, reason, healable);
    }
}
