import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  Code,
  ImageService,
  LongshoreError,
  type MigrateImageRequest,
  type MigrateImageResponseSchema,
  type TaskEvent,
  type TaskEventSchema,
  TaskService,
  TaskState,
  TaskSchema,
  type WatchTasksResponseSchema,
} from "../src/index.js";
import { FakeServer, failure, rejection } from "./fake-server.js";

type Events = AsyncIterable<MessageInitShape<typeof MigrateImageResponseSchema>>;
type Attach = (request: MigrateImageRequest, call: number, server: FakeServer) => Events;

/** A server whose MigrateImage answers as the test says, call by call. */
async function migrating(attach: Attach): Promise<FakeServer> {
  let calls = 0;
  return FakeServer.start((router, server) => {
    router.service(ImageService, { migrateImage: (request) => attach(request, ++calls, server) });
  });
}

type Kind = MessageInitShape<typeof TaskEventSchema>["event"];
const SUCCEEDED = create(TaskSchema, { state: TaskState.SUCCEEDED });

function event(sequence: number, event: Kind): { event: MessageInitShape<typeof TaskEventSchema> } {
  return { event: { sequence: BigInt(sequence), event } };
}
const snapshot = (sequence: number, startOver = false) =>
  event(sequence, { case: "snapshot", value: { task: { state: TaskState.RUNNING }, startOver } });
const changed = (sequence: number, state: TaskState, reason = "") =>
  event(sequence, { case: "stateChange", value: { state, reason } });
const progress = (sequence: number) => event(sequence, { case: "progress", value: { step: { name: "copy" } } });
const heartbeat = (sequence: number) => event(sequence, { case: "heartbeat", value: {} });
const end = (sequence: number) => ({
  ...event(sequence, { case: "terminal", value: { task: SUCCEEDED } }),
  result: { receipt: { attempts: 2 } },
});

async function told(events: AsyncIterable<TaskEvent>): Promise<string[]> {
  const lines: string[] = [];
  for await (const { sequence, event } of events) {
    lines.push(`${sequence.toString()} ${event.case ?? ""}`);
  }
  return lines;
}

async function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}

test("events come once and in order over a lost connection, under one request_id", async () => {
  const requests: MigrateImageRequest[] = [];
  await using server = await migrating(async function* (request, call, server) {
    requests.push(request);
    if (call === 1) {
      yield snapshot(1);
      yield progress(2);
      yield heartbeat(2);
      yield progress(5);
      setTimeout(() => {
        server.cut();
      }, 20);
      await never();
    }
    yield progress(5);
    yield progress(6);
    yield end(7);
  });
  const client = await server.client();
  const run = client.run(ImageService.method.migrateImage, { imageUuid: "an image" });
  assert.deepEqual(await told(run), ["1 snapshot", "2 progress", "5 progress", "6 progress", "7 terminal"]);
  assert.equal((await run.result()).receipt?.attempts, 2);
  assert.deepEqual(
    requests.map(({ requestId, watch }) => [requestId, watch?.resumeAfter]),
    [
      [run.uuid, undefined],
      [run.uuid, 5n],
    ],
  );
});

test("a server that stops, ends a stream early or has forgotten its events is attached to again", async () => {
  await using server = await migrating(async function* (request, call) {
    await Promise.resolve();
    switch (call) {
      case 1:
        yield snapshot(8);
        throw failure("the server stops", Code.Unavailable, "UNAVAILABLE");
      case 2:
        return;
      default:
        assert.equal(request.watch?.resumeAfter, 8n);
        yield snapshot(3, true);
        yield end(4);
    }
  });
  const client = await server.client();
  const run = client.run(ImageService.method.migrateImage, {});
  assert.deepEqual(await told(run), ["8 snapshot", "3 snapshot", "4 terminal"]);
});

test("a paused task is followed over a lost connection until it is resumed and ends", async () => {
  await using server = await migrating(async function* (request, call) {
    await Promise.resolve();
    if (call === 1) {
      yield snapshot(1);
      yield changed(2, TaskState.SUSPENDED, "paused by admin");
      yield heartbeat(2);
      throw failure("the server stops", Code.Unavailable, "UNAVAILABLE");
    }
    assert.equal(request.watch?.resumeAfter, 2n);
    yield heartbeat(2);
    yield changed(3, TaskState.RUNNING);
    yield end(4);
  });
  const client = await server.client();
  const run = client.run(ImageService.method.migrateImage, {});
  const states: [TaskState, string][] = [];
  for await (const { event } of run) {
    if (event.case === "stateChange") {
      states.push([event.value.state, event.value.reason]);
    }
  }
  assert.deepEqual(states, [
    [TaskState.SUSPENDED, "paused by admin"],
    [TaskState.RUNNING, ""],
  ]);
  assert.equal((await run.result()).receipt?.attempts, 2);
});

test("a call that is silent for too long is made anew", async () => {
  await using server = await migrating(async function* (_, call) {
    yield snapshot(1);
    if (call === 1) {
      await never();
    }
    yield end(2);
  });
  const client = await server.client({ silenceMs: 200 });
  assert.deepEqual(await told(client.run(ImageService.method.migrateImage, {})), ["1 snapshot", "2 terminal"]);
});

test("a task that fails ends like any other, and its result throws the whole chain", async () => {
  const failed = create(TaskSchema, {
    state: TaskState.FAILED,
    failure: {
      reason: "DIGEST_MISMATCH",
      statusCode: Code.DataLoss,
      error: { code: "SYS.1016", details: "bytes differ", opaque: { block: "7" }, cause: { code: "SYS.1000" } },
    },
  });
  await using server = await migrating(async function* () {
    await Promise.resolve();
    yield snapshot(1);
    yield event(2, { case: "terminal", value: { task: failed } });
    throw failure("bytes differ", Code.DataLoss, "DIGEST_MISMATCH");
  });
  const client = await server.client();
  const run = client.run(ImageService.method.migrateImage, {});
  assert.deepEqual(await told(run), ["1 snapshot", "2 terminal"]);
  const error = await rejection(run.result(), LongshoreError);
  assert.equal(error.message, "bytes differ");
  assert.deepEqual([error.code, error.reason, error.metadata], [Code.DataLoss, "DIGEST_MISMATCH", { block: "7" }]);
  assert.deepEqual(
    error.errors.map(({ code }) => code),
    ["SYS.1016", "SYS.1000"],
  );
});

test("a refused task throws, and is not asked for again", async () => {
  let calls = 0;
  await using server = await migrating((_, call) => {
    calls = call;
    throw failure("busy", Code.Aborted, "IMAGE_BUSY", { taskUuid: "another" });
  });
  const client = await server.client();
  const run = client.run(ImageService.method.migrateImage, {});
  const error = await rejection(run.result(), LongshoreError);
  assert.deepEqual([error.code, error.reason, error.metadata], [Code.Aborted, "IMAGE_BUSY", { taskUuid: "another" }]);
  assert.equal(await rejection(run.result(), LongshoreError), error);
  assert.equal(calls, 1);
});

test("a signal ends the watching with its reason", async () => {
  await using server = await migrating(async function* () {
    yield snapshot(1);
    await never();
  });
  const client = await server.client();
  const watching = new AbortController();
  const seen: string[] = [];
  const run = client.run(ImageService.method.migrateImage, {}, { signal: watching.signal });
  const reading = (async () => {
    for await (const { event } of run) {
      seen.push(event.case ?? "");
      watching.abort(new RangeError("seen enough"));
    }
  })();
  assert.equal((await rejection(reading, RangeError)).message, "seen enough");
  assert.deepEqual(seen, ["snapshot"]);
});

type News = MessageInitShape<typeof WatchTasksResponseSchema>;

test("all tasks are watched over a lost connection, from the token that came last", async () => {
  const tokens: string[] = [];
  await using server = await FakeServer.start((router) => {
    router.service(TaskService, {
      async *watchTasks({ resumeToken }): AsyncGenerator<News> {
        tokens.push(resumeToken);
        if (tokens.length > 1) {
          yield { news: { case: "synced", value: {} }, resumeToken: "3" };
          await never();
        }
        yield { news: { case: "event", value: { taskUuid: "a" } }, resumeToken: "1" };
        yield { news: { case: "heartbeat", value: {} }, resumeToken: "2" };
        throw failure("the server stops", Code.Unavailable, "UNAVAILABLE");
      },
    });
  });
  const client = await server.client();
  const seen: string[] = [];
  for await (const { news, resumeToken } of client.watchTasks({ resumeToken: "0" })) {
    seen.push(`${news.case ?? ""} ${resumeToken}`);
    if (seen.length === 2) {
      break;
    }
  }
  assert.deepEqual(seen, ["event 1", "synced 3"]);
  assert.deepEqual(tokens, ["0", "2"]);
});
