package io.longshore.server.rpc;

import io.longshore.server.uuid.Uuids;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The uuids that callers send or leave to the server. */
final class RequestIds {
    private RequestIds() {}

    /** A request's id as the domain writes it; empty where the caller sent none. */
    static Optional<String> requestId(String requestId) {
        return requestId.isEmpty() ? Optional.empty() : Optional.of(Uuids.normalize(requestId));
    }

    /**
     * The uuid of something that a request makes: the caller's or, where it sent none, one that the same request gets again when it comes again.
     *
     * @param role what it is to the request, so that each thing that it makes has its own
     */
    static String made(String uuid, String requestId, String role) {
        if (!uuid.isEmpty()) {
            return Uuids.normalize(uuid);
        }
        if (requestId.isEmpty()) {
            return Uuids.random();
        }
        var name = Uuids.normalize(requestId) + "/" + role;
        return Uuids.of(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** Uuids as the domain writes them, in the caller's order. */
    static List<String> normalize(List<String> uuids) {
        return uuids.stream().map(Uuids::normalize).toList();
    }
}
