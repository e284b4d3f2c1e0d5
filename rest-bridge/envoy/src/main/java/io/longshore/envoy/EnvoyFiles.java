package io.longshore.envoy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files that Envoy is started with: {@code envoy.yaml}, {@code facade.binpb} (the contract) and {@code filter.lua}.
 *
 * @param server the server's gRPC port
 * @param listen what Envoy listens on
 * @param admin what its admin interface listens on; no others than the machine's own users should reach it
 * @param accessLog the file of its access log
 * @param tls its certificate and key; without them it speaks in the clear
 */
record EnvoyFiles(Address server, Address listen, Address admin, String accessLog, Optional<Tls> tls) {
    private static final Pattern WORD = Pattern.compile("@([A-Z_]+)@");

    /** Files in PEM: the certificate with all between it and its authority, and its key. */
    record Tls(Path certificate, Path key) {}

    /** Writes them into a folder, which is made where it is not there; gives the configuration's path. */
    Path write(Path folder) throws IOException {
        var place = folder.toAbsolutePath().normalize();
        Files.createDirectories(place);
        Files.write(
                place.resolve("facade.binpb"), FacadeContract.descriptorSet().toByteArray());
        var words = Map.of(
                "SERVER", server.yaml(),
                "LISTEN", listen.yaml(),
                "ADMIN", admin.yaml(),
                "ACCESS_LOG", quoted(accessLog),
                "FOLDER", place.toString(),
                "SERVICES", list(Set.copyOf(FacadeContract.services()), "[", "]"),
                "TLS", tls.map(EnvoyFiles::tls).orElse("# in the clear"),
                "INTEGERS", list(FacadeContract.integers(), "", ""),
                "ACTIONS",
                        FacadeContract.actions().stream()
                                .map(action -> action + " = true")
                                .collect(Collectors.joining(", ")));
        Files.writeString(place.resolve("filter.lua"), filled(template("filter.lua"), words));
        return Files.writeString(place.resolve("envoy.yaml"), filled(template("envoy.yaml"), words));
    }

    private static String tls(Tls tls) {
        return filled(
                template("tls.yaml"),
                Map.of(
                        "CERTIFICATE", quoted(tls.certificate().toAbsolutePath().toString()),
                        "KEY", quoted(tls.key().toAbsolutePath().toString())));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String list(Set<String> names, String open, String close) {
        return names.stream().sorted().map(EnvoyFiles::quoted).collect(Collectors.joining(", ", open, close));
    }

    private static String filled(String template, Map<String, String> words) {
        return WORD.matcher(template).replaceAll(match -> {
            var word = words.get(match.group(1));
            if (word == null) {
                throw new IllegalStateException(match.group() + " (expected: a word that is known)");
            }
            return Matcher.quoteReplacement(word);
        });
    }

    private static String template(String name) {
        try (var in = EnvoyFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " (expected: beside the class)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip() + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
