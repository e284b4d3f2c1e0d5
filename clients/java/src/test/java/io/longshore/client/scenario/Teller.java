package io.longshore.client.scenario;

import io.longshore.client.Longshore;
import io.longshore.client.LongshoreException;
import io.longshore.client.TransferListener;
import io.longshore.client.WatchedTask;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;

/** Carries steps out and tells what came of them. */
final class Teller implements AutoCloseable {
    private final Transcript transcript;
    private final Path folder;
    private final Map<String, String> environment;
    private Longshore server;

    Teller(Transcript transcript, Path folder, Map<String, String> environment) throws IOException {
        this.transcript = transcript;
        this.folder = folder;
        this.environment = environment;
        this.server = Longshore.connect();
    }

    void tell(Step step) throws Exception {
        try {
            switch (step.verb()) {
                case "login" -> login(step);
                case "call" -> call(step);
                case "upload" -> upload(step);
                case "task" -> task(step);
                case "download" -> download(step);
                case "control" -> control(step.text("command"));
                default ->
                    throw new IllegalArgumentException("do: " + step.verb() + " (expected: a verb of README.md)");
            }
        } catch (LongshoreException e) {
            transcript.error(e);
        }
    }

    private void login(Step step) throws Exception {
        var builder = Longshore.builder();
        if (!step.text("password").isEmpty()) {
            var user = step.text("user").isEmpty() ? environment.get("LONGSHORE_USER") : step.text("user");
            builder.credentials(user, step.text("password"));
        }
        var fresh = builder.connect();
        try {
            fresh.sessions().login();
        } catch (LongshoreException e) {
            fresh.close();
            throw e;
        }
        server.close();
        server = fresh;
        transcript.line("ok");
    }

    private void call(Step step) throws Exception {
        try (var nobody = anonymous()) {
            var answer = Calls.call(step.anonymous() ? nobody : server, step.text("method"), step.request());
            if (step.show().isEmpty()) {
                transcript.line("ok");
            }
            transcript.show(step.show(), Messages.json(answer));
        }
    }

    /** A connection for calls without a session: it finds no credentials. Nothing is sent where it is not used. */
    private Longshore anonymous() throws IOException {
        return Longshore.builder()
                .environment(Map.of("LONGSHORE_SERVER", environment.get("LONGSHORE_SERVER")))
                .connect();
    }

    private void upload(Step step) throws Exception {
        var request = CreateUploadRequest.newBuilder()
                .setBackupStorageUuid(step.text("storage"))
                .setUuid(step.text("uuid"))
                .setExpectedSha256(step.text("sha256"))
                .build();
        var sent = server.upload(folder.resolve(step.text("file")), request, listener(step));
        transcript.line("uploaded " + sent.identity().getLengthBytes() + " bytes");
        transcript.show(step.show(), Messages.under("upload", sent.upload()));
    }

    private void download(Step step) throws Exception {
        var source = ReadRequest.newBuilder()
                .setImageUuid(step.text("image"))
                .setBackupStorageUuid(step.text("storage"))
                .build();
        var file = folder.resolve(step.text("file"));
        var fetched = server.download(source, file, listener(step));
        transcript.line("downloaded " + fetched.identity().getLengthBytes() + " bytes");
        var same = Files.mismatch(file, folder.resolve(step.text("same_as"))) < 0;
        transcript.line((same ? "equal to " : "different from ") + step.text("same_as"));
    }

    private void task(Step step) throws Exception {
        var operation = Calls.operation(step.text("method"), step.request());
        try (var task = server.start(operation)) {
            var seen = new ArrayList<TaskEvent>();
            var nested = new Nested(this, transcript, step);
            for (var event : task) {
                seen.add(event);
                var progress = event.getProgress().getStep();
                if (event.hasProgress() && progress.getName().equals("copy")) {
                    nested.moved(progress.getBytesDone(), progress.getBytesTotal());
                }
            }
            transcript.line("events"
                    + Events.problem(seen).map(problem -> ": " + problem).orElse(" in order, one end"));
            tell(step, task);
        }
    }

    private void tell(Step step, WatchedTask<?> task) throws Exception {
        Task ended = task.await();
        transcript.line(ended.getState() + ", attempt " + ended.getAttempt());
        var steps = ended.getStepsList().stream().map(each -> each.getName()).collect(Collectors.joining(", "));
        transcript.line("steps " + steps);
        transcript.show(step.show(), Messages.under("task", ended));
        task.result(); // throws where there is none
    }

    private TransferListener listener(Step step) {
        var nested = new Nested(this, transcript, step);
        return (done, total, _) -> nested.moved(done, total);
    }

    private void control(String command) throws IOException {
        var address = URI.create("tcp://" + environment.get("LONGSHORE_CONTROL"));
        try (var socket = new Socket(address.getHost(), address.getPort());
                var answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            transcript.line(String.valueOf(answer.readLine()));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
