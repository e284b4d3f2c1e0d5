// Tells the story of ../../scenario/scenario.json: README.md beside it says what each verb does and how it is written down.

import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { connect as open } from "node:net";
import { join } from "node:path";
import {
  BackupService,
  BackupStorageService,
  connect,
  ContentService,
  ImageService,
  type Longshore,
  LongshoreError,
  type OperationMethod,
  type TaskEvent,
  TaskSchema,
  SessionService,
  TaskService,
  TaskState,
  type TransferProgress,
  UploadSchema,
} from "@longshore/client";
import { type DescMessage, type DescMethod, fromJson, type JsonValue } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { answer, events, failure, Transcript } from "./transcript.js";

interface At {
  readonly percent: number;
  readonly then: Step;
}

interface Step {
  readonly name: string;
  readonly do: string;
  readonly user?: string;
  readonly password?: string;
  readonly method: string;
  readonly request: JsonValue;
  readonly anonymous?: boolean;
  readonly show?: readonly string[];
  readonly file: string;
  readonly storage: string;
  readonly uuid?: string;
  readonly sha256?: string;
  readonly image: string;
  readonly same_as: string;
  readonly command: string;
  readonly at?: At;
}

const SERVICES = [BackupService, BackupStorageService, ContentService, ImageService, SessionService, TaskService];

const dir = environment("SCENARIO_DIR");
const transcript = new Transcript(dir);
let longshore: Longshore | undefined;

const VERBS: Record<string, (step: Step) => Promise<void>> = { login, call, upload, task, download, control };

/** Carries a step out and writes what came of it; throws where it can't be carried out at all. */
async function tell(step: Step): Promise<void> {
  try {
    await required(step.do, VERBS)(step);
  } catch (thrown) {
    if (!(thrown instanceof LongshoreError)) {
      throw thrown;
    }
    failure(transcript, thrown);
  }
}

async function login({ user, password }: Step): Promise<void> {
  const fresh = await connect({ user, password });
  await fresh.login();
  await longshore?.close();
  longshore = fresh;
  transcript.line("ok");
}

async function call(step: Step): Promise<void> {
  const connection = step.anonymous ? await connect({ anonymous: true }) : connected();
  const method = methodOf(step.method);
  const client = createClient(method.parent, connection.transport) as Record<string, (request: unknown) => unknown>;
  let last: unknown;
  const response = required(method.localName, client)(fromJson(method.input, step.request));
  if (method.methodKind === "server_streaming") {
    for await (const message of response as AsyncIterable<unknown>) {
      last = message;
    }
  } else {
    last = await response;
  }
  if (step.show) {
    transcript.show(step.show, answer(method.output, last as never));
  } else {
    transcript.line("ok");
  }
}

async function upload(step: Step): Promise<void> {
  const atPercent = nested(step.at);
  const sent = await connected().upload(join(dir, step.file), {
    storage: step.storage,
    uuid: step.uuid,
    sha256: step.sha256,
    onProgress: ({ step: part, doneBytes, totalBytes }: TransferProgress) =>
      part === "send" ? atPercent(doneBytes, totalBytes) : undefined,
  });
  transcript.line(`uploaded ${sent.upload.sizeBytes.toString()} bytes`);
  transcript.show(step.show ?? [], { upload: answer(UploadSchema, sent.upload) });
}

async function download(step: Step): Promise<void> {
  const atPercent = nested(step.at);
  const path = join(dir, step.file);
  const fetched = await connected().download({ image: step.image }, path, {
    storage: step.storage,
    onProgress: ({ doneBytes, totalBytes }) => atPercent(doneBytes, totalBytes),
  });
  transcript.line(`downloaded ${fetched.identity.lengthBytes.toString()} bytes`);
  const same = await equal(path, join(dir, step.same_as));
  transcript.line(`${same ? "equal to" : "different from"} ${step.same_as}`);
}

async function task(step: Step): Promise<void> {
  const method = methodOf(step.method);
  assert(method.methodKind === "server_streaming", `method: ${step.method} (expected: one that starts a task)`);
  const request = fromJson(method.input, step.request);
  const run = connected().run(method as OperationMethod<DescMessage, DescMessage>, request);
  const atPercent = nested(step.at);
  const seen: TaskEvent[] = [];
  for await (const message of run) {
    seen.push(message);
    const { event } = message;
    const copy = event.case === "progress" && event.value.step?.name === "copy" ? event.value.step : undefined;
    if (copy?.bytesTotal) {
      await atPercent(Number(copy.bytesDone), Number(copy.bytesTotal));
    }
  }
  assert(run.task !== undefined, "a run without an end");
  transcript.line(events(seen));
  transcript.line(`TASK_STATE_${TaskState[run.task.state]}, attempt ${run.task.attempt.toString()}`);
  transcript.line(`steps ${run.task.steps.map(({ name }) => name).join(", ")}`);
  transcript.show(step.show ?? [], { task: answer(TaskSchema, run.task) });
  await run.result();
}

async function control({ command }: Step): Promise<void> {
  const { hostname, port } = new URL(`tcp://${environment("LONGSHORE_CONTROL")}`);
  const socket = open(Number(port), hostname);
  socket.setEncoding("utf8");
  socket.end(`${command}\n`);
  let said = "";
  for await (const text of socket) {
    said += text as string;
  }
  transcript.line(said.trim());
}

/** What is to be called with the work done: it carries the nested step out when it is time, once. */
function nested(at: At | undefined): (done: number, total: number) => Promise<void> {
  let pending = at;
  return async (done, total) => {
    if (pending === undefined || done * 100 < pending.percent * total) {
      return;
    }
    const { percent, then } = pending;
    pending = undefined;
    transcript.line(`at ${percent.toString()} %`);
    await transcript.indented(() => tell(then));
  };
}

function methodOf(name: string): DescMethod {
  const [service, method] = name.split("/");
  const found = SERVICES.find(({ typeName }) => typeName === service)?.methods.find((each) => each.name === method);
  assert(found !== undefined, `method: ${name} (expected: SERVICE/METHOD of the contract)`);
  return found;
}

async function equal(one: string, other: string): Promise<boolean> {
  const [left, right] = [one, other].map((path) =>
    createReadStream(path, { highWaterMark: 1 << 20 })[Symbol.asyncIterator](),
  );
  for (;;) {
    const [a, b] = await Promise.all([left?.next(), right?.next()]);
    if (a?.done === true || b?.done === true) {
      return a?.done === b?.done;
    }
    if (!(a?.value as Buffer).equals(b?.value as Buffer)) {
      return false;
    }
  }
}

function connected(): Longshore {
  assert(longshore !== undefined, "no step has logged in");
  return longshore;
}

function environment(name: string): string {
  return required(name, process.env);
}

function required<T>(name: string, among: Record<string, T | undefined>): T {
  const value = among[name];
  assert(value !== undefined, `${name}: is not there (expected: one of ${Object.keys(among).join(", ")})`);
  return value;
}

const text = await readFile(environment("SCENARIO"), "utf8");
const { steps } = JSON.parse(text.replaceAll("${dir}", dir)) as { steps: Step[] };
for (const step of steps) {
  transcript.line(`## ${step.name}`);
  await tell(step);
}
await longshore?.close();
